-- name: take
delete from outbox
where id in (select id from outbox order by id limit %(limit)s for update skip locked)
returning job_id;
