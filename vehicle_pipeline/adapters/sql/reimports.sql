-- name: lock
-- Held until the new import is there: housekeeping, which locks every import of a file before it
-- gives the file up, sees either none of the two or both.
select status, object_key, file_removed_at from import_jobs where id = %(job_id)s for update;

-- name: copy
insert into import_jobs (id, filename, object_key, file_size, file_sha256, on_conflict, overrides,
                         dry_run)
select %(new_id)s, filename, object_key, file_size, file_sha256, on_conflict, overrides, dry_run
from import_jobs
where id = %(job_id)s
returning *;
