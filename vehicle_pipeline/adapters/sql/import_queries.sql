-- name: page
select * from import_jobs
where {conditions}
order by {order}
limit %(limit)s offset %(skip)s

-- name: count
select count(*) as total from import_jobs
where {conditions}

-- name: over
select id from import_jobs
where id = any (%(job_ids)s) and status = any (%(terminal)s);

-- name: where_status
status = %(status)s

-- name: where_dry_run
dry_run = %(dry_run)s

-- name: where_filename
-- Folded as models are, see `where_modelo`.
case when octet_length(filename) = char_length(filename) then lower(filename)
     else translate(lower(filename), 'áàâãäéèêëíìîïóòôõöúùûüçñ', 'aaaaaeeeeiiiiooooouuuucn')
end like %(filename)s

-- name: where_created_from
created_at >= %(created_from)s

-- name: where_created_to
created_at < %(created_to)s

-- name: where_schedule_id
schedule_id = %(schedule_id)s

-- name: where_on_conflict
on_conflict = %(on_conflict)s

-- name: where_placa
-- Who wrote its values, and who replaced them.
id in (
    select import_id from vehicles where plate = %(placa)s
    union select import_id from vehicle_changes where plate = %(placa)s
    union select job_id from vehicle_changes where plate = %(placa)s
)

-- name: smaller
({column}, id) < (%(last_value)s, %(last_id)s)

-- name: larger
({column}, id) > (%(last_value)s, %(last_id)s)

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

-- name: corrections
-- The imports that corrected each import's rejected rows, oldest first.
select parent_id, id from import_jobs
where parent_id = any (%(job_ids)s::uuid[])
order by created_at, id

-- name: changes
-- The newest change of each import's status. `log_id` grows with `id`.
select job_id, max(id) as last_change
from import_changes
where job_id = any (%(job_ids)s::uuid[])
group by job_id

-- name: named
select id, filename, status from import_jobs
where id = any (%(job_ids)s::uuid[])
order by created_at, id

-- name: fault_counts
select code, sum(number::bigint)::bigint as total
from rejected_parts, jsonb_each_text(codes) as counted (code, number)
where job_id = %(job_id)s
group by code
order by total desc, code

-- name: statuses
select status, count(*) as imports from import_jobs group by status

-- name: totals
-- "Waiting" means accepted and not yet started by a run, regardless of its message.
-- The rows of dry runs are not counted, because they were not imported.
select
    coalesce(sum(rejected_rows) filter (where not dry_run), 0)::bigint as rejected_rows,
    count(*) filter (where status = 'pending' and dagster_run_id is null) as waiting,
    coalesce(sum(inserted_rows + updated_rows)
        filter (where not dry_run and started_at > now() - interval '24 hours'), 0)::bigint as rows_last_24_hours,
    (select count(*) from vehicles) as vehicles,
    (select count(*) from outbox) as unsent_messages,
    (select count(*) from alerts where channel = 'alerts' and sent_at is null) as unsent_alerts
from import_jobs
