-- name: make
insert into schedule_occurrences (schedule_id, due_at, state, reason, params, finished_at)
select %(schedule_id)s, due_at, state, reason, params,
       case when state = 'missed' then %(now)s::timestamptz end
from unnest(%(due_at)s::timestamptz[], %(state)s::text[], %(reason)s::text[], %(params)s::jsonb[])
     as made (due_at, state, reason, params)
on conflict (schedule_id, due_at) do nothing;

-- name: planned
update schedules set planned_until = greatest(planned_until, %(now)s) where id = %(schedule_id)s;

-- name: due
select o.*
from schedule_occurrences as o join schedules as s on s.id = o.schedule_id
where o.state = 'due' and s.paused_at is null
order by o.due_at, o.id;

-- name: schedule_of
select schedule_id from schedule_occurrences where id = %(id)s;

-- name: lock
select * from schedule_occurrences where id = %(id)s for update;

-- name: other_running
select 1 as found
from schedule_occurrences
where schedule_id = %(schedule_id)s and state = 'running' and id <> %(id)s
limit 1;

-- name: start
update schedule_occurrences
set state = 'running', dagster_run_id = %(run_id)s, started_at = %(now)s, finished_at = null
where id = %(id)s
returning *;

-- name: skip
update schedule_occurrences
set state = 'skipped', reason = 'last_still_running', params = '{}',
    dagster_run_id = %(run_id)s, finished_at = %(now)s
where id = %(id)s
returning *;

-- name: finish
update schedule_occurrences
set state = %(state)s, reason = coalesce(%(reason)s, reason),
    params = case when %(reason)s::text is null then params else %(params)s end,
    job_ids = %(job_ids)s, finished_at = %(now)s
where id = %(id)s and state = 'running' and dagster_run_id = %(run_id)s
returning *;

-- name: replay
update schedule_occurrences
set state = 'due', reason = 'replayed', params = '{}', dagster_run_id = null, started_at = null,
    finished_at = null
where id = %(id)s
returning *;

-- name: newest
select * from schedule_occurrences
where schedule_id = %(schedule_id)s
order by due_at desc
limit %(limit)s;
