-- name: promise
insert into alerts (code, params, job_id) values (%(code)s, %(params)s, %(job_id)s);

-- name: promise_event
insert into alerts (code, params, job_id, channel, schedule_id)
select %(code)s, %(params)s, %(job_id)s, channel, schedule_id
from (
    select 'webhook' as channel, null::uuid as schedule_id
    union all
    select 'schedule', id from schedules
    where id = %(schedule_id)s and webhook -> 'events' ? %(event)s
) as receivers;

-- name: receiver
select webhook from schedules where id = %(id)s and webhook is not null;

-- name: forget
delete from alerts
where channel = %(channel)s and sent_at is null and not code = any (%(codes)s);

-- name: claim
-- The next attempt is scheduled before this one starts: a sender that is killed loses no alert, and
-- no other sender takes the same alert in the meantime.
-- Materialized: as a condition of the update, the selection might run once per row and take all.
with next as materialized (
    select id from alerts
    where channel = %(channel)s
        and sent_at is null
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
select count(*) as unsent from alerts where channel = %(channel)s and sent_at is null;

-- name: page
-- An event that nobody was ever told may be one that nobody wants to be told.
select * from alerts
where channel = 'alerts' or attempts > 0
order by id desc
limit %(limit)s offset %(skip)s;

-- name: total
select count(*) as total from alerts where channel = 'alerts' or attempts > 0;
