-- name: page
select * from import_jobs
where %(status)s::text is null or status = %(status)s
order by created_at desc, id desc
limit %(limit)s offset %(skip)s

-- name: count
select count(*) as total from import_jobs
where %(status)s::text is null or status = %(status)s

-- name: by_id
select * from import_jobs where id = %(job_id)s

-- name: logs
-- The newest logs of each import, oldest first.
select picked.* from unnest(%(job_ids)s::uuid[]) as wanted (job_id)
cross join lateral (
    select * from job_logs where job_logs.job_id = wanted.job_id
    order by id desc limit %(per_import)s
) as picked
order by picked.id

-- name: errors
select row_number, code, field, value, params from rejected_rows
where job_id = %(job_id)s and (%(code)s::text is null or code = %(code)s)
order by row_number, field, code
limit %(limit)s offset %(skip)s

-- name: count_errors
select count(*) as total from rejected_rows
where job_id = %(job_id)s and (%(code)s::text is null or code = %(code)s)

-- name: statuses
select status, count(*) as imports from import_jobs group by status

-- name: totals
-- "Waiting" is accepted and not yet taken up by a run, whatever happened to its message.
select
    coalesce(sum(rejected_rows), 0)::bigint as rejected_rows,
    count(*) filter (where status = 'pending' and dagster_run_id is null) as waiting,
    coalesce(sum(inserted_rows + updated_rows)
        filter (where started_at > now() - interval '24 hours'), 0)::bigint as rows_last_24_hours,
    (select count(*) from vehicles) as vehicles,
    (select count(*) from outbox) as unsent_messages
from import_jobs
