-- name: page
select * from schedules
where %(name)s::text is null or name = %(name)s
order by name, id
limit %(limit)s offset %(skip)s;

-- name: count
select count(*) as total from schedules where %(name)s::text is null or name = %(name)s;

-- name: get
select * from schedules where id = %(schedule_id)s;

-- name: last
-- The newest occurrence of each schedule.
select picked.* from unnest(%(schedule_ids)s::uuid[]) as wanted (id)
cross join lateral (
    select * from shown_occurrences where schedule_id = wanted.id
    order by due_at desc limit 1
) as picked;

-- name: occurrences
select * from shown_occurrences
where schedule_id = %(schedule_id)s and (%(state)s::text is null or state = %(state)s)
order by due_at desc
limit %(limit)s offset %(skip)s;

-- name: count_occurrences
select count(*) as total from shown_occurrences
where schedule_id = %(schedule_id)s and (%(state)s::text is null or state = %(state)s);

-- name: objects
select * from shown_objects
where schedule_id = %(schedule_id)s and (%(state)s::text is null or state = %(state)s)
order by modified_at desc, id desc
limit %(limit)s offset %(skip)s;

-- name: count_objects
select count(*) as total from shown_objects
where schedule_id = %(schedule_id)s and (%(state)s::text is null or state = %(state)s);

-- name: count_enabled
select count(*) as enabled from schedules where paused_at is null;

-- name: statuses
select id, status from import_jobs where id = any (%(job_ids)s);

-- name: waiting
-- Every enabled schedule, with its oldest occurrence that has not begun.
select cron, timezone, planned_until,
       (select min(due_at) from schedule_occurrences
        where schedule_id = schedules.id and state = 'due') as waiting_since
from schedules
where paused_at is null;
