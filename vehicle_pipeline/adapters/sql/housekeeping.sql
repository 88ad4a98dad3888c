-- name: try_lock
select pg_try_advisory_lock(%(key)s) as is_mine;

-- name: unlock
select pg_advisory_unlock(%(key)s);

-- name: lock_due_files
-- Every import of a file that is due, locked: none can be imported again before `give_up_files`
-- has marked it, or the transaction is over.
with due as (
    select object_key from import_jobs
    where finished_at < %(before)s
        and file_removed_at is null
        and status not in ('pending', 'processing')
        and not exists (
            select from import_jobs other
            where other.object_key = import_jobs.object_key
                and (other.status in ('pending', 'processing') or other.finished_at >= %(before)s)
        )
    order by finished_at
    limit %(limit)s
)
select object_key from import_jobs
where object_key in (select object_key from due)
order by id
for update;

-- name: give_up_files
-- A statement of its own, after the locks: it sees the imports that were added meanwhile. The mark
-- comes before the removal of the file.
with free as (
    select object_key from import_jobs
    where object_key = any (%(keys)s)
    group by object_key
    having bool_and(status not in ('pending', 'processing') and finished_at < %(before)s)
)
update import_jobs
set file_removed_at = now()
from free
where import_jobs.object_key = free.object_key
returning import_jobs.object_key, import_jobs.file_size;

-- name: claimed
select distinct object_key from import_jobs
where object_key = any (%(keys)s) and file_removed_at is null;

-- name: due_rows
-- An import that could still go on needs the rejected rows of its committed chunks: its books
-- would not balance without them. It can go on for as long as its file is there.
select id from import_jobs
where finished_at < %(before)s
    and rows_removed_at is null
    and (status = 'completed'
         or status in ('failed', 'cancelled') and file_removed_at is not null)
order by finished_at
limit %(limit)s;

-- name: due_imports
-- By the time of creation, which an index orders; an import ends after it.
select id from import_jobs
where created_at < %(before)s
    and finished_at < %(before)s
    and (status = 'completed'
         or status in ('failed', 'cancelled') and file_removed_at is not null)
order by created_at, id
limit %(limit)s;

-- name: remove_rejected_rows
delete from rejected_rows
where ctid = any (array(
    select ctid from rejected_rows where job_id = any (%(job_ids)s) limit %(limit)s
));

-- name: remove_logs
delete from job_logs
where ctid = any (array(
    select ctid from job_logs where job_id = any (%(job_ids)s) limit %(limit)s
));

-- name: note_rows_removed
update import_jobs set rows_removed_at = now() where id = any (%(job_ids)s);

-- name: remove_imports
-- Chunks, alerts and what else belongs to an import go with it.
delete from import_jobs
where id = any (%(job_ids)s) and status not in ('pending', 'processing');

-- name: remove_alerts
-- An alert that could not be sent for so long is no news either.
delete from alerts
where ctid = any (array(
    select ctid from alerts where coalesce(sent_at, created_at) < %(before)s limit %(limit)s
));

-- name: remove_dead_letters
delete from dead_letters
where ctid = any (array(
    select ctid from dead_letters
    where coalesce(redriven_at, collected_at) < %(before)s
    limit %(limit)s
));

-- name: remove_deliveries
-- Of imports that are gone: nobody settles them any more.
delete from deliveries
where ctid = any (array(
    select ctid from deliveries
    where visible_at < %(before)s
        and not exists (select from import_jobs where import_jobs.id = deliveries.job_id)
    limit %(limit)s
));

-- name: unfinished_imports
select id from import_jobs
where id = any (%(job_ids)s) and status in ('pending', 'processing');

-- name: sizes
select case nspname when 'public' then relname else nspname || '.' || relname end as name,
       greatest(reltuples, 0)::bigint    as rows,
       pg_total_relation_size(pg_class.oid) as bytes
from pg_class
join pg_namespace on pg_namespace.oid = relnamespace
where nspname = any (%(schemas)s) and relkind in ('r', 'm')
order by bytes desc, name;
