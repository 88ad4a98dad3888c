-- name: lock
-- Held until the new import is inserted. Housekeeping locks every import of a file before it gives
-- the file up, so it sees the new import, too, or this statement waits for its mark.
select status, object_key, file_removed_at, undoes from import_jobs where id = %(job_id)s for update;

-- name: under_way
-- Two commands for one import wait for each other at its lock: the second finds what the first made.
select other.*
from import_jobs as other
join import_jobs as this using (object_key, on_conflict, overrides, dry_run, guard)
where this.id = %(job_id)s and other.id <> this.id
  and other.status in ('pending', 'processing', 'held') and other.undoes is null
order by other.created_at
limit 1;

-- name: copy
insert into import_jobs (id, filename, object_key, file_size, file_sha256, on_conflict, overrides,
                         dry_run, guard, schedule_id, created_by, traceparent)
select %(new_id)s, filename, object_key, file_size, file_sha256, on_conflict, overrides, dry_run,
       guard, schedule_id, %(created_by)s, %(traceparent)s
from import_jobs
where id = %(job_id)s
returning *;
