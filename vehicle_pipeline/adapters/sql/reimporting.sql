-- name: file_of
select filename, object_key, file_size, file_sha256, overrides, file_removed_at is not null as is_removed
from import_jobs
where id = %(job_id)s and undoes is null
for share;
