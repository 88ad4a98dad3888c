-- name: days
-- Undos and dry runs bring no vehicles, so they are not counted. What was read and rejected counts
-- also where the import was undone afterwards.
select (created_at at time zone %(zone)s)::date as day,
       count(*) filter (where status = 'completed') as completed,
       count(*) filter (where status = 'failed') as failed,
       count(*) filter (where status not in ('completed', 'failed')) as others,
       coalesce(sum(total_rows) filter (where status in ('completed', 'undone')), 0)::bigint as rows,
       coalesce(sum(rejected_rows) filter (where status in ('completed', 'undone')), 0)::bigint as rejected
from import_jobs
where created_at >= %(since)s and not dry_run and undoes is null
group by day
order by day

-- name: reasons
-- Rows that were registered already, or came twice, are no faults of anyone's.
select counted.code, sum(counted.count)::bigint as faults
from import_jobs
join rejected_parts on rejected_parts.job_id = import_jobs.id
cross join lateral (
    select key as code, value::bigint as count from jsonb_each_text(rejected_parts.codes)
) as counted
where import_jobs.created_at >= %(since)s and not dry_run and undoes is null
    and import_jobs.status in ('completed', 'undone') and counted.code not like 'duplicate%%'
group by counted.code
order by faults desc, counted.code
limit %(limit)s

-- name: stages
-- What a person has held up says nothing about the system.
select count(*) as imports,
       percentile_cont(array[0.5, 0.95]) within group (
           order by extract(epoch from started_at - created_at)::float8) as waiting,
       percentile_cont(array[0.5, 0.95]) within group (
           order by extract(epoch from finished_at - started_at)::float8) as processing
from import_jobs
where created_at >= %(since)s and status = 'completed' and started_at is not null
    and held_at is null and not dry_run and undoes is null

-- name: years
select ano, vehicles from fleet_by_year order by ano

-- name: prices
select lowest, vehicles from fleet_by_price order by lowest

-- name: unsent
select count(*) as unsent from outbox
