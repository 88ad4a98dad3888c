-- name: promise
insert into alerts (code, params, job_id) values (%(code)s, %(params)s, %(job_id)s);

-- name: claim
-- The next attempt is scheduled before this one starts: a sender that is killed loses no alert, and
-- no other sender takes the same alert in the meantime.
-- Materialized: as a condition of the update, the selection might run once per row and take all.
with next as materialized (
    select id from alerts
    where sent_at is null
        and due_at <= now()
        and created_at > now() - make_interval(secs => %(give_up)s)
    order by due_at, id
    limit 1
    for update skip locked
)
update alerts
set attempts = attempts + 1,
    due_at = now() + make_interval(secs => least(%(longest)s, %(first)s * 2 ^ least(attempts, 20)))
from next
where alerts.id = next.id
returning alerts.*;

-- name: sent
update alerts set sent_at = now(), last_error = null where id = %(id)s;

-- name: failed
-- Another sender may have succeeded in the meantime.
update alerts set last_error = %(error)s where id = %(id)s and sent_at is null;

-- name: unsent
select count(*) as unsent from alerts where sent_at is null;

-- name: page
select * from alerts
order by id desc
limit %(limit)s offset %(skip)s;

-- name: total
select count(*) as total from alerts;
