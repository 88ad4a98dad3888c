-- name: claim_name
-- Two schedules that are given names alike at the same time wait for each other here.
select pg_advisory_xact_lock(hashtextextended('schedules.name ' || %(alike)s, 0));

-- name: create
insert into schedules (id, name, cron, timezone, source, on_conflict, overrides, missed, guard,
                       webhook, planned_until, paused_at, paused_because, created_at, updated_at)
values (%(id)s, %(name)s, %(cron)s, %(timezone)s, %(source)s, %(on_conflict)s, %(overrides)s,
        %(missed)s, %(guard)s, %(webhook)s, %(now)s, %(paused_at)s, %(paused_because)s, %(now)s, %(now)s)
returning *;

-- name: other_names
select name from schedules where id <> %(id)s;

-- name: lock_upload
-- Held until the schedule that names it is stored. Housekeeping locks imports before it looks which
-- of them schedules name.
select file_removed_at is not null as is_removed from import_jobs where id = %(import_id)s
for key share;

-- name: edit
update schedules
set name = %(name)s, cron = %(cron)s, timezone = %(timezone)s, source = %(source)s,
    on_conflict = %(on_conflict)s, overrides = %(overrides)s, missed = %(missed)s,
    guard = %(guard)s, webhook = %(webhook)s, updated_at = %(now)s
where id = %(id)s
returning *;

-- name: pause
update schedules
set paused_at = %(now)s, paused_because = %(because)s, updated_at = %(now)s
where id = %(id)s
returning *;

-- name: resume
update schedules
set paused_at = null, paused_because = null, failures = 0, updated_at = %(now)s
where id = %(id)s
returning *;

-- name: delete
delete from schedules where id = %(id)s returning name;

-- name: get
select * from schedules where id = %(id)s;

-- name: lock
-- Held by whoever makes occurrences of the schedule, or changes when it is due.
select * from schedules where id = %(id)s for update;

-- name: active
select id, cron, timezone, planned_until from schedules where paused_at is null order by id;

-- name: names
select id, name from schedules where id = any (%(ids)s);
