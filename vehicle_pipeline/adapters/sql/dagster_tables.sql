-- name: live_imports
-- Imports that a run of Dagster's works on, or is going to.
select distinct tags.value::uuid as job_id
from dagster.runs
join dagster.run_tags as tags on tags.run_id = runs.run_id and tags.key = %(tag)s
where runs.status not in ('SUCCESS', 'FAILURE', 'CANCELED')
    and tags.value ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

-- name: orphaned_events
-- Read apart from the delete: whoever follows the log waits for transactions that write to it.
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
