-- name: lock
-- Held until the new import is inserted. Housekeeping locks every import of a file before it gives
-- the file up, so it sees the new import, too, or this statement waits for its mark.
select status, object_key, file_removed_at from import_jobs where id = %(job_id)s for update;

-- name: copy
insert into import_jobs (id, filename, object_key, file_size, file_sha256, on_conflict, overrides,
                         dry_run)
select %(new_id)s, filename, object_key, file_size, file_sha256, on_conflict, overrides, dry_run
from import_jobs
where id = %(job_id)s
returning *;
