-- name: remember
insert into deliveries (message_id, job_id, receipt_handle, attempt)
values (%(message_id)s, %(job_id)s, %(receipt_handle)s, %(attempt)s)
on conflict (message_id) do update
set receipt_handle = excluded.receipt_handle,
    attempt = excluded.attempt,
    received_at = now();

-- name: open
select message_id, receipt_handle, job_id, attempt,
       extract(epoch from now() - received_at)::float8 as age_seconds
from deliveries
order by received_at;

-- name: forget
delete from deliveries where message_id = %(message_id)s;
