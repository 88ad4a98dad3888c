-- name: retryable
-- Not what has come again since: an older file would put older values in the place of newer ones.
select id, filename, error_code, retries
from import_jobs as failed
where status = 'failed' and error_code = any (%(codes)s) and retries < %(limit)s
    and finished_at >= %(since)s
    and file_removed_at is null and undoes is null and undone_by is null and not dry_run
    and not exists (
        select from import_jobs as later
        where (later.schedule_id = failed.schedule_id or later.file_sha256 = failed.file_sha256)
            and later.created_at > failed.created_at
            and later.status not in ('failed', 'cancelled')
            and later.undoes is null and not later.dry_run)
order by created_at, id
limit %(most)s;

-- name: count
update import_jobs set retries = retries + 1
where id = %(id)s and status = 'failed' and retries = %(retries)s and undone_by is null
    and file_removed_at is null
returning retries;
