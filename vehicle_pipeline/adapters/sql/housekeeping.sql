-- name: try_lock
select pg_try_advisory_lock(%(key)s) as is_mine;

-- name: unlock
select pg_advisory_unlock(%(key)s);

-- name: lock_due_files
-- Locks every import of a file that is due: none can be continued or imported again until
-- `give_up_files` has marked it, or the transaction ends.
with due as (
    select object_key from import_jobs
    where finished_at < %(before)s
        and file_removed_at is null
        and status not in ('pending', 'processing')
        and not exists (
            select from import_jobs other
            where other.object_key = import_jobs.object_key
                and (other.status in ('pending', 'processing') or other.finished_at >= %(before)s
                     or exists (select from schedules
                                where source ->> 'import' = other.id::text))
        )
    order by finished_at
    limit %(limit)s
)
select object_key from import_jobs
where object_key in (select object_key from due)
order by id
for update;

-- name: give_up_files
-- A separate statement after the locks, so that it sees imports added in the meantime. The imports
-- are marked before the file is removed.
with free as (
    select object_key from import_jobs
    where object_key = any (%(keys)s)
    group by object_key
    having bool_and(status not in ('pending', 'processing', 'held') and finished_at < %(before)s
                    -- A schedule imports it again and again.
                    and not exists (select from schedules
                                    where source ->> 'import' = import_jobs.id::text))
)
update import_jobs
set file_removed_at = now()
from free
where import_jobs.object_key = free.object_key
returning import_jobs.object_key, import_jobs.file_size;

-- name: claimed
select object_key from import_jobs
where object_key = any (%(keys)s) and file_removed_at is null
union
select object_key from drafts where object_key = any (%(keys)s);

-- name: remove_drafts
-- One that is being confirmed is an import in a moment.
delete from drafts
where id = any (array(
    select id from drafts
    where created_at < %(before)s
    order by created_at, id
    limit %(limit)s
    for update skip locked
))
returning object_key, file_size;

-- name: due_rows
-- An import that can still be continued, which is as long as its file exists, needs the rejected
-- rows of its committed chunks: its counts would not add up without them.
select id from import_jobs
where finished_at < %(before)s
    and rows_removed_at is null
    and (status in ('completed', 'undone')
         or status in ('failed', 'cancelled') and file_removed_at is not null)
order by finished_at
limit %(limit)s;

-- name: due_imports
-- Selects by creation time, which is indexed; an import ends later than it was created.
select id from import_jobs
where created_at < %(before)s
    and finished_at < %(before)s
    and (undone_by is null or status = 'undone')
    and (status in ('completed', 'undone')
         or status in ('failed', 'cancelled') and file_removed_at is not null)
    and not exists (select from schedules where source ->> 'import' = import_jobs.id::text)
order by created_at, id
limit %(limit)s;

-- name: remove_rejected_parts
with removed as (
    delete from rejected_parts
    where ctid = any (array(
        select ctid from rejected_parts where job_id = any (%(job_ids)s) limit %(limit)s
    ))
    returning fault_count
)
select coalesce(sum(fault_count), 0)::bigint as faults from removed;

-- name: remove_logs
delete from job_logs
where ctid = any (array(
    select ctid from job_logs where job_id = any (%(job_ids)s) limit %(limit)s
));

-- name: note_rows_removed
update import_jobs set rows_removed_at = now() where id = any (%(job_ids)s);

-- name: lock_imports
select id from import_jobs where id = any (%(job_ids)s) order by id for update;

-- name: remove_imports
-- Cascades to chunks, alerts and everything else that belongs to the import. A separate statement
-- after the locks, so that it sees schedules that have been made in the meantime.
delete from import_jobs
where id = any (%(job_ids)s) and status not in ('pending', 'processing', 'held')
    and not exists (select from schedules where source ->> 'import' = import_jobs.id::text);

-- name: exclude_undos
select pg_advisory_xact_lock('vehicle_changes'::regclass::oid::bigint);

-- name: remove_history
-- An undo that has counted the vehicles of its import needs all that it has counted.
delete from vehicle_changes
where ctid = any (array(
        select ctid from vehicle_changes where changed_at < %(before)s limit %(limit)s
    ))
    and not exists (
        select from import_jobs where undoes is not null and status in ('pending', 'processing')
    );

-- name: remove_alerts
-- Includes unsent alerts, which are obsolete at that age.
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
-- Deliveries of deleted imports, which are never settled.
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

-- name: keep_house
-- Without it, the audit log lets nothing be removed (migration 0016).
set local vehicle_pipeline.keeps_house = 'yes';

-- name: remove_audit
delete from audit_log
where id = any (array(select id from audit_log where at < %(before)s limit %(limit)s));
