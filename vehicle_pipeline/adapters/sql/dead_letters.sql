-- name: remember
insert into dead_letters (message_id, job_id, body, receive_count, sent_at)
values (%(message_id)s, %(job_id)s, %(body)s, %(receive_count)s, %(sent_at)s)
on conflict (message_id) where redriven_at is null do nothing
returning exists (select from import_jobs where import_jobs.id = job_id) as has_import;

-- name: has_successor
-- True if another message of the import is leased or returned, waits in the outbox, or was added to
-- it after this one had been sent. The clocks of SQS and PostgreSQL may differ by a few seconds.
select exists (select from deliveries where job_id = %(job_id)s and message_id <> %(message_id)s)
    or exists (select from outbox where job_id = %(job_id)s)
    or exists (select from import_jobs
               where id = %(job_id)s
                 and promised_at > %(sent_at)s::timestamptz + interval '5 seconds')
    as has_successor;

-- name: page
select dead_letters.id, message_id, job_id, filename, status as import_status,
       substring(body for %(body_bytes)s) as body, octet_length(body) as body_size,
       receive_count, sent_at, collected_at, redriven_at
from dead_letters left join import_jobs on import_jobs.id = job_id
where (redriven_at is not null) = %(redriven)s
order by collected_at desc, dead_letters.id
limit %(limit)s offset %(skip)s;

-- name: count
select count(*) as total from dead_letters where (redriven_at is not null) = %(redriven)s;

-- name: get
select dead_letters.id, message_id, job_id, filename, status as import_status,
       body, octet_length(body) as body_size, receive_count, sent_at, collected_at, redriven_at
from dead_letters left join import_jobs on import_jobs.id = job_id
where dead_letters.id = %(letter_id)s;

-- name: dismiss
delete from dead_letters where id = %(letter_id)s
returning id;

-- name: open_ids
select id from dead_letters where redriven_at is null order by collected_at, id;

-- name: take
-- A concurrent redrive of the same letter waits for this one, and then finds it done.
select job_id, body, redriven_at from dead_letters where id = %(letter_id)s
for update;

-- name: mark_redriven
update dead_letters set redriven_at = now() where id = %(letter_id)s;
