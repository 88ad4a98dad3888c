-- name: lock_chunk
select * from import_chunks
where job_id = %(job_id)s and chunk_index = %(chunk_index)s
for update;

-- name: commit_chunk
update import_chunks
set inserted_rows = %(inserted)s,
    updated_rows = %(updated)s,
    unchanged_rows = %(unchanged)s,
    removed_rows = %(removed)s,
    restored_rows = %(restored)s,
    duplicate_rows = %(duplicate)s,
    rejected_rows = %(rejected)s,
    would_change_rows = %(would_change)s,
    would_keep_rows = %(would_keep)s,
    committed_at = clock_timestamp()
where job_id = %(job_id)s and chunk_index = %(chunk_index)s;

-- name: add_progress
with before as (select progress_at from import_jobs where id = %(job_id)s),
due as (select coalesce(progress_at < clock_timestamp() - interval '1 second', true) as due
        from before)
update import_jobs
set inserted_rows = inserted_rows + %(inserted)s,
    updated_rows = updated_rows + %(updated)s,
    unchanged_rows = unchanged_rows + %(unchanged)s,
    removed_rows = removed_rows + %(removed)s,
    restored_rows = restored_rows + %(restored)s,
    duplicate_rows = duplicate_rows + %(duplicate)s,
    rejected_rows = rejected_rows + %(rejected)s,
    processed_rows = processed_rows + %(inserted)s + %(updated)s + %(unchanged)s
                     + %(removed)s + %(restored)s,
    error_rows = error_rows + %(duplicate)s + %(rejected)s,
    progress_at = case when due.due then clock_timestamp() else progress_at end
from due
where id = %(job_id)s
returning due.due as is_progress_due;
