-- name: newest
select coalesce(max(id), 0) as id from import_changes

-- name: after
select import_changes.id, job_id, import_changes.status, import_changes.dagster_run_id as run_id,
       import_changes.started_at, log_id, filename, created_at
from import_changes join import_jobs on import_jobs.id = job_id
where import_changes.id > %(after)s
  and (%(upto)s::bigint is null or import_changes.id <= %(upto)s)
  and (%(job_id)s::uuid is null or job_id = %(job_id)s)
order by import_changes.id
limit %(limit)s
