-- name: remember
insert into deliveries (message_id, job_id, receipt_handle, attempt, visible_at)
values (%(message_id)s, %(job_id)s, %(receipt_handle)s, %(attempt)s,
        now() + make_interval(secs => %(lease_seconds)s))
on conflict (message_id) do update
set receipt_handle = excluded.receipt_handle,
    attempt = excluded.attempt,
    is_leased = true,
    visible_at = excluded.visible_at,
    received_at = now();

-- name: open
select message_id, receipt_handle, job_id, attempt,
       extract(epoch from now() - received_at)::float8 as age_seconds
from deliveries
where is_leased
order by received_at;

-- name: extend
update deliveries
set visible_at = now() + make_interval(secs => %(seconds)s)
where message_id = %(message_id)s;

-- name: give_back
update deliveries
set is_leased = false,
    visible_at = now() + make_interval(secs => %(seconds)s)
where message_id = %(message_id)s;

-- name: forget
delete from deliveries where message_id = %(message_id)s;

-- name: forget_returned
-- Their messages are deleted when SQS delivers them again.
delete from deliveries using import_jobs
where import_jobs.id = deliveries.job_id
    and not deliveries.is_leased
    and import_jobs.status not in ('pending', 'processing');
