-- name: waiting
-- The occurrence that starts next for sure: one of the timetable may be skipped, and of a schedule
-- that is paused only what was asked for starts.
select o.*
from schedule_occurrences as o join schedules as s on s.id = o.schedule_id
where o.schedule_id = %(schedule_id)s and o.state = 'due'
  and (o.reason in ('run_now', 'replayed') or (o.reason is not null and s.paused_at is null))
order by o.due_at
limit 1;

-- name: run_now
-- No two occurrences of a schedule are due at one moment.
insert into schedule_occurrences (schedule_id, due_at, state, reason)
select %(schedule_id)s,
       greatest(%(now)s, (select max(due_at) + interval '1 microsecond'
                          from schedule_occurrences where schedule_id = %(schedule_id)s)),
       'due', 'run_now'
returning *;

-- name: occurrence
select 1 as found from schedule_occurrences
where id = %(occurrence_id)s and schedule_id = %(schedule_id)s;

-- name: object
-- With the status of its import: of the one that had its content, if it was not imported itself.
select o.state, j.status
from source_objects as o left join import_jobs as j on j.id = o.job_id
where o.id = %(object_id)s and o.schedule_id = %(schedule_id)s;
