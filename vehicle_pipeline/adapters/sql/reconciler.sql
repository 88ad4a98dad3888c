-- name: unfinished
-- `seconds` since anything was done for the import; `returns_in` until its message comes (again).
with started as (
    select created_at from import_jobs
    where started_at is not null
    order by created_at desc
    limit 1
)
select jobs.id as job_id,
       jobs.filename,
       jobs.status,
       jobs.created_at,
       coalesce(jobs.revived_at, jobs.created_at) as epoch,
       extract(epoch from now() - greatest(jobs.promised_at, message.visible_at))::float8 as seconds,
       extract(epoch from message.visible_at - now())::float8 as returns_in,
       exists (select from outbox where outbox.job_id = jobs.id) as is_promised,
       coalesce(
           (select created_at from started) > jobs.promised_at + make_interval(secs => %(after)s),
           false
       ) as is_overtaken
from import_jobs as jobs
left join lateral (
    select max(visible_at) as visible_at from deliveries where deliveries.job_id = jobs.id
) as message on true
where jobs.status in ('pending', 'processing')
order by jobs.created_at;

-- name: requeue
-- One statement, so that a concurrent repair finds nothing left to do.
with hung as materialized (
    select id, traceparent from import_jobs
    where id = any (%(job_ids)s)
        and status in ('pending', 'processing')
        and promised_at < now() - make_interval(secs => %(after)s)
    for update skip locked
),
forgotten as (
    delete from deliveries using hung where deliveries.job_id = hung.id
),
promised as (
    insert into outbox (job_id, traceparent) select id, traceparent from hung
),
logged as (
    insert into job_logs (job_id, level, code) select id, 'warning', 'import_requeued' from hung
)
update import_jobs
-- Releases the import, so that a run still believed to own it cannot write any more.
set status = 'pending', promised_at = now()
from hung
where import_jobs.id = hung.id
returning import_jobs.id;
