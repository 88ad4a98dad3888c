-- name: create
insert into import_jobs (id, filename, object_key, file_size, file_sha256, on_conflict,
                         overrides, dry_run, guard, schedule_id, occurrence_id, idempotency_key,
                         same_content_as, created_by, traceparent)
values (%(id)s, %(filename)s, %(object_key)s, %(file_size)s, %(file_sha256)s, %(on_conflict)s,
        %(overrides)s, %(dry_run)s, %(guard)s, %(schedule_id)s, %(occurrence_id)s,
        %(idempotency_key)s, %(same_content_as)s, %(created_by)s, %(traceparent)s)
on conflict (idempotency_key) do nothing
returning *;

-- name: first_with_content
select id from import_jobs
where file_sha256 = %(sha256)s and not dry_run and undoes is null
    and status not in ('failed', 'cancelled', 'undone')
order by created_at, id
limit 1;

-- name: promise_message
-- Whatever asks for an import again, it stays in the trace of its upload.
insert into outbox (job_id, traceparent)
select id, traceparent from import_jobs where id = %(job_id)s;

-- name: by_idempotency_key
select * from import_jobs where idempotency_key = %(key)s;

-- name: adopt
update import_jobs
set object_key = %(object_key)s, file_removed_at = null
where id = %(job_id)s
    and (status in ('pending', 'processing')
         or status = 'failed' and error_code = 'upload_missing')
returning *;

-- name: get
select * from import_jobs where id = %(job_id)s;

-- name: start
update import_jobs
set status = 'processing',
    dagster_run_id = %(run_id)s,
    started_at = coalesce(started_at, now())
where id = %(job_id)s and status in ('pending', 'processing')
returning *;

-- name: fence
select * from import_jobs
where dagster_run_id = %(run_id)s and status = 'processing'
-- Not FOR UPDATE: that would conflict with rows that reference the import, and so with the
-- parallel loading of chunks.
for no key update;

-- name: planned_chunk_rows
select max(row_count) as chunk_rows from import_chunks where job_id = %(job_id)s;

-- name: first_rows
select first_row from import_chunks where job_id = %(job_id)s order by chunk_index;

-- name: has_plan
select 1 from import_chunks where job_id = %(job_id)s limit 1;

-- name: plan_chunk
insert into import_chunks (job_id, chunk_index, first_row, row_count)
values (%(job_id)s, %(index)s, %(first_row)s, %(row_count)s);

-- name: opened
update import_jobs
set dialect = %(dialect)s,
    total_rows = %(total)s,
    -- A file may name a parent that was deleted, or that another installation imported.
    parent_id = (select id from import_jobs where id = %(parent_id)s)
where id = %(job_id)s;

-- name: complete
update import_jobs
set status = 'completed',
    finished_at = clock_timestamp(),
    (processed_rows, error_rows, inserted_rows, updated_rows, unchanged_rows, removed_rows,
     restored_rows, duplicate_rows, rejected_rows) =
    (select coalesce(sum(inserted_rows + updated_rows + unchanged_rows + removed_rows
                         + restored_rows), 0),
            coalesce(sum(duplicate_rows + rejected_rows), 0),
            coalesce(sum(inserted_rows), 0),
            coalesce(sum(updated_rows), 0),
            coalesce(sum(unchanged_rows), 0),
            coalesce(sum(removed_rows), 0),
            coalesce(sum(restored_rows), 0),
            coalesce(sum(duplicate_rows), 0),
            coalesce(sum(rejected_rows), 0)
     from import_chunks
     where job_id = %(job_id)s and committed_at is not null)
where id = %(job_id)s
returning *;

-- name: would
select coalesce(sum(would_change_rows), 0)::integer as changed,
       coalesce(sum(would_keep_rows), 0)::integer   as kept
from import_chunks
where job_id = %(job_id)s and committed_at is not null;

-- name: report
update import_jobs set dry_run_report = %(report)s where id = %(job_id)s
returning *;

-- name: end
update import_jobs
set status = %(status)s,
    error_code = %(code)s,
    error_params = %(params)s,
    ended_by_run = %(by_run)s,
    finished_at = clock_timestamp()
where id = %(job_id)s
    and (status in ('pending', 'processing') or status = 'held' and %(status)s = 'cancelled')
    and coalesce(%(epoch)s, revived_at, created_at) = coalesce(revived_at, created_at)
returning *;

-- name: unmark_undone
-- An undo that ended before it changed anything leaves its import as it was.
update import_jobs set undone_by = null
where undone_by = %(job_id)s and status <> 'undone'
  and not exists (
    select from import_chunks where job_id = %(job_id)s and committed_at is not null
  );

-- name: mark_undone
-- The change of the status is shown by itself, not by the end of a run.
update import_jobs set status = 'undone', ended_by_run = false
where id = %(job_id)s
returning *;

-- name: release
update import_jobs
set status = 'pending'
where id = %(job_id)s and dagster_run_id = %(run_id)s and status = 'processing'
returning *;

-- name: may_note
-- Locked, so that the second of two concurrent writers of the same line sees the first one's.
select 1 from import_jobs
where id = %(job_id)s
    and (status in ('pending', 'processing') or error_code = 'gave_up')
    and not exists (
        select from job_logs
        where job_id = %(job_id)s and code = %(code)s and params ->> 'run_id' = %(run_id)s
    )
for no key update;

-- name: may_record_audit_failure
select * from import_jobs
where id = %(job_id)s
    and status = 'completed'
    and dagster_run_id = %(run_id)s
    and not exists (
        select from job_logs where job_id = %(job_id)s and code = %(code)s
    )
for no key update;

-- name: revive
update import_jobs
set status = 'pending',
    dagster_run_id = null,
    error_code = null,
    error_params = '{}',
    ended_by_run = false,
    started_at = null,
    finished_at = null,
    promised_at = now(),
    revived_at = now()
where id = %(job_id)s and status in ('failed', 'cancelled') and undone_by is null
returning *;

-- name: logs
select id, level, code, params, row_number, created_at from job_logs
where job_id = %(job_id)s
order by id;

-- name: log
insert into job_logs (job_id, level, code, params, row_number)
values (%(job_id)s, %(level)s, %(code)s, %(params)s, %(row_number)s)
returning id, created_at;
