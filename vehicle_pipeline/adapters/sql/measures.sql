-- name: by_status
select status, dry_run, undoes is not null as is_undo, retries > 0 as is_retried,
       parent_id is not null as is_repair, schedule_id is not null as is_scheduled,
       count(*) as imports
from import_jobs
group by status, dry_run, is_undo, is_retried, is_repair, is_scheduled;

-- name: settled
-- Ends from before have been committed, and the run's own log is written.
select now() - make_interval(secs => %(seconds)s) as moment;

-- name: ended
-- By the index of imports whose rows are kept, which those of the last days are.
select * from import_jobs
where finished_at > %(after)s and finished_at <= %(upto)s and rows_removed_at is null
order by finished_at
fetch first %(limit)s rows with ties;

-- name: faults
select job_id, code, sum(number::bigint)::bigint as faults
from rejected_parts, jsonb_each_text(codes) as counted (code, number)
where job_id = any (%(job_ids)s)
group by job_id, code;
