-- name: newest_runs
-- The run that decides each import's state: the live one, else the last since its epoch.
with asked as (
    select * from unnest(%(job_ids)s::uuid[], %(epochs)s::timestamptz[]) as asked (job_id, epoch)
),
found as (
    select asked.job_id,
           runs.id,
           runs.run_id,
           runs.status,
           runs.status not in ('SUCCESS', 'FAILURE', 'CANCELED') as is_live,
           runs.create_timestamp at time zone 'UTC' > asked.epoch as is_after_epoch,
           coalesce(
               extract(epoch from now()) - runs.end_time,
               extract(epoch from now() - runs.update_timestamp at time zone 'UTC')
           )::float8 as ended_seconds_ago
    from asked
    join dagster.run_tags as tags on tags.key = %(tag)s and tags.value = asked.job_id::text
    join dagster.runs on runs.run_id = tags.run_id
)
select distinct on (job_id)
       job_id,
       status,
       ended_seconds_ago,
       exists (
           select from dagster.run_tags as tags
           where tags.run_id = found.run_id and tags.key = %(retry_tag)s and tags.value = 'true'
       ) as will_retry,
       exists (
           select from dagster.run_tags as tags
           where tags.run_id = found.run_id and tags.key = %(stalled_tag)s
               and tags.value = found.run_id
       ) as has_stalled
from found
where is_live or is_after_epoch
order by job_id, is_live desc, id desc;

-- name: run_times
-- A step's key is `graph.op`, or `graph.op[chunk]`. A run without steps has one row, without an op.
select runs.run_id,
       min(runs.create_timestamp) at time zone 'UTC' as created_at,
       op,
       min(moment) filter (where kind = 'STEP_START') as began_at,
       case when count(*) filter (where kind = 'STEP_START') = count(*) filter (where kind <> 'STEP_START')
            then max(moment) end as ended_at
from dagster.runs
left join lateral (
    select regexp_replace(step_key, '^.*\.|\[.*$', '', 'g') as op,
           dagster_event_type as kind,
           "timestamp" at time zone 'UTC' as moment
    from dagster.event_logs
    where event_logs.run_id = runs.run_id
        and dagster_event_type in ('STEP_START', 'STEP_SUCCESS', 'STEP_FAILURE')
) as steps on true
where runs.run_id = any (%(run_ids)s)
group by runs.run_id, op
having op is null or bool_or(kind = 'STEP_START')
order by runs.run_id, began_at;

-- name: heartbeats
select daemon_type as daemon,
       extract(epoch from now() - "timestamp" at time zone 'UTC')::float8 as seconds
from dagster.daemon_heartbeats
order by daemon_type;

-- name: is_turned_off
-- A schedule that nobody has touched has another status, or no row.
select 1 as found from dagster.instigators
where instigator_type = 'SCHEDULE' and status = 'STOPPED'
    and instigator_body::jsonb #>> '{origin,job_name}' = %(schedule)s;

-- name: materialized_at
select last_materialization_timestamp at time zone 'UTC' as materialized_at
from dagster.asset_keys
where asset_key = %(key)s;

-- name: orphaned_events
-- Separate from the delete, to keep it short: readers of the log wait for transactions that write.
select id from dagster.event_logs
where id > %(after)s
    and "timestamp" < %(before)s::timestamptz at time zone 'UTC'
    and run_id <> ''
    and not exists (select from dagster.runs where runs.run_id = event_logs.run_id)
order by id
limit %(limit)s;

-- name: remove_events
with tags as (delete from dagster.asset_event_tags where event_id = any (%(ids)s))
delete from dagster.event_logs where id = any (%(ids)s);

-- name: remove_orphaned_checks
delete from dagster.asset_check_executions
where ctid = any (array(
    select ctid from dagster.asset_check_executions as checks
    where evaluation_event_timestamp < %(before)s::timestamptz at time zone 'UTC'
        and run_id <> ''
        and not exists (select from dagster.runs where runs.run_id = checks.run_id)
    limit %(limit)s
));
