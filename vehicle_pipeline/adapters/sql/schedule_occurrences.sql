-- name: make
insert into schedule_occurrences (schedule_id, due_at, state, reason, params, finished_at)
select %(schedule_id)s, due_at, state, reason, params,
       case when state = 'missed' then %(now)s::timestamptz end
from unnest(%(due_at)s::timestamptz[], %(state)s::text[], %(reason)s::text[], %(params)s::jsonb[])
     as made (due_at, state, reason, params)
on conflict (schedule_id, due_at) do nothing;

-- name: planned
update schedules set planned_until = greatest(planned_until, %(now)s) where id = %(schedule_id)s;

-- name: startable
-- Of each schedule the oldest, and more that wait for the one before them: what is caught up or was
-- asked for. An occurrence of the timetable does not wait, and is skipped when it starts. A paused
-- schedule runs only what somebody asks for.
select (o).*, schedule_name
from (
    select o, s.name as schedule_name,
           row_number() over (partition by o.schedule_id order by o.due_at, o.id) as place
    from schedule_occurrences as o join schedules as s on s.id = o.schedule_id
    where o.state = 'due' and (s.paused_at is null or o.reason in ('run_now', 'replayed'))
        and (o.reason is null
             or not exists (select from schedule_occurrences as other
                            where other.schedule_id = o.schedule_id and other.state = 'running')
                and not exists (select from import_jobs as made
                                where made.schedule_id = o.schedule_id
                                    and made.occurrence_id <> o.id
                                    and made.status in ('pending', 'processing')))
) as waiting
where place <= %(of_one)s and (place = 1 or (o).reason is not null)
  and not (o).id = any (%(started)s::bigint[])
order by (o).due_at, (o).id
limit %(limit)s;

-- name: running
select * from schedule_occurrences where state = 'running' order by due_at, id;

-- name: schedule_of
select schedule_id from schedule_occurrences where id = %(id)s;

-- name: lock
select * from schedule_occurrences where id = %(id)s for update;

-- name: other_running
-- An occurrence runs until its imports have ended, or are held for somebody to decide.
select 1 as found
from schedule_occurrences
where schedule_id = %(schedule_id)s and state = 'running' and id <> %(id)s
union all
select 1 from import_jobs
where schedule_id = %(schedule_id)s and occurrence_id <> %(id)s
    and status in ('pending', 'processing')
limit 1;

-- name: start
update schedule_occurrences
set state = 'running', dagster_run_id = %(run_id)s, finished_at = null,
    -- Taken over from a run that has died, it goes on.
    started_at = coalesce(started_at, %(now)s)
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
    -- Why it ran is said beside what it found.
    params = case when %(reason)s::text is null then params
                  when reason is null then %(params)s
                  else %(params)s || jsonb_build_object('because', reason) end,
    -- Those of earlier attempts among them.
    job_ids = array(select made.id from import_jobs as made
                    where made.occurrence_id = %(id)s order by made.created_at, made.id),
    finished_at = %(now)s
where id = %(id)s and state = 'running' and dagster_run_id = %(run_id)s
returning *;

-- name: replay
update schedule_occurrences
set state = 'due', reason = 'replayed', params = '{}', dagster_run_id = null, started_at = null,
    finished_at = null, judged = false
where id = %(id)s
returning *;
