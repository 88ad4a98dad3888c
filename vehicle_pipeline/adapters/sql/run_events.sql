-- name: newest
select coalesce(max(id), 0) as id from dagster.event_logs

-- name: lag
select greatest(newest.id - %(after)s, 0) as ids,
       coalesce(extract(epoch from now() - (
           select "timestamp" from dagster.event_logs where id > %(after)s order by id limit 1
       ) at time zone 'UTC'), 0)::float8 as seconds
from (select coalesce(max(id), 0) as id from dagster.event_logs) as newest

-- name: writers
-- Every INSERT takes this lock before it gets an id, and holds it until its transaction ends.
select virtualtransaction from pg_locks
where locktype = 'relation'
    and database = (select oid from pg_database where datname = current_database())
    and relation = 'dagster.event_logs'::regclass
    and mode = 'RowExclusiveLock'
    and granted

-- name: after
-- Rows of every kind, for their ids; the text only of those that may contain events for browsers.
select
    events.id,
    events.run_id,
    events.dagster_event_type as type,
    events."timestamp" as logged_at,
    tags.value as job_id,
    case when events.event like %(marker)s then events.event end as text
from dagster.event_logs as events
left join dagster.run_tags as tags on tags.run_id = events.run_id and tags.key = %(tag)s
where events.id > %(after)s
order by events.id
limit %(limit)s

-- name: after_of_import
select
    events.id,
    events.run_id,
    events.dagster_event_type as type,
    events."timestamp" as logged_at,
    tags.value as job_id,
    case when events.event like %(marker)s then events.event end as text
from dagster.run_tags as tags
join dagster.event_logs as events on events.run_id = tags.run_id
where tags.key = %(tag)s and tags.value = %(job_id)s and events.id > %(after)s
    and events.id <= %(upto)s
order by events.id
limit %(limit)s

-- name: end_of_run
-- Null for a run without events, 0 for one that has not ended.
select max(case when dagster_event_type = any(%(ends)s) then id else 0 end) as id
from dagster.event_logs where run_id = %(run_id)s
