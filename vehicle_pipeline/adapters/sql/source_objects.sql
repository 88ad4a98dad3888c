-- name: grown
-- What is still being written is one row, whose version is that of the last look.
update source_objects as o
set version = f.version, size = f.size, modified_at = f.modified_at,
    still_since = least(%(now)s, f.untouched_since)
from unnest(%(path)s::text[], %(version)s::text[], %(size)s::bigint[],
            %(modified_at)s::timestamptz[], %(untouched_since)s::timestamptz[])
     as f (path, version, size, modified_at, untouched_since)
where o.schedule_id = %(schedule_id)s and o.path = f.path and o.state = 'growing'
  and o.version <> f.version
  and not exists (select from source_objects as other
                  where other.schedule_id = o.schedule_id and other.key = o.key
                    and other.version = f.version);

-- name: seen
insert into source_objects (schedule_id, key, path, version, size, modified_at, state, reason,
                            seen_at, looked_at, still_since)
select %(schedule_id)s, key, path, version, size, modified_at,
       case when problem is not null then 'refused' when %(is_whole)s then 'new' else 'growing' end,
       problem, %(now)s, %(now)s, least(%(now)s, untouched_since)
from unnest(%(key)s::text[], %(path)s::text[], %(version)s::text[], %(size)s::bigint[],
            %(modified_at)s::timestamptz[], %(problem)s::text[],
            %(untouched_since)s::timestamptz[])
     as f (key, path, version, size, modified_at, problem, untouched_since)
on conflict (schedule_id, key, version) do nothing;

-- name: still
-- Written to the end, as far as its size can say.
update source_objects as o
set state = case when still_since <= %(still_before)s then 'new' else 'growing' end,
    looked_at = %(now)s
from unnest(%(key)s::text[], %(version)s::text[]) as f (key, version)
where o.schedule_id = %(schedule_id)s and o.key = f.key and o.version = f.version
  and o.state = 'growing';

-- name: failed_before
-- What could not be read is tried again for as long as the source shows it.
update source_objects as o
set state = 'new'
from unnest(%(key)s::text[], %(version)s::text[]) as f (key, version)
where o.schedule_id = %(schedule_id)s and o.key = f.key and o.version = f.version
  and o.state = 'failed';

-- name: vanished
-- A name that a program wrote under, before it gave the file its own.
delete from source_objects
where schedule_id = %(schedule_id)s and state = 'growing' and looked_at < %(now)s;

-- name: growing
select count(*) as growing
from source_objects where schedule_id = %(schedule_id)s and state = 'growing';

-- name: new
select * from source_objects
where schedule_id = %(schedule_id)s and state = 'new'
order by modified_at, id;

-- name: newest
-- The newest, and those that somebody asked for.
select * from source_objects
where schedule_id = %(schedule_id)s and state = 'new'
  and (again or id = (select id from source_objects
                      where schedule_id = %(schedule_id)s and state <> 'growing'
                      order by modified_at desc, id desc
                      limit 1))
order by modified_at, id;

-- name: lock_schedule
select id from schedules where id = (select schedule_id from source_objects where id = %(id)s)
for update;

-- name: get
select * from source_objects where id = %(id)s;

-- name: twin
-- The import that had this content, unless the object's name has had another content since: then
-- the earlier one has come back, and is to be imported again.
select twin.job_id
from source_objects as twin
join source_objects as this on this.id = %(id)s and this.schedule_id = twin.schedule_id
where twin.sha256 = %(sha256)s and twin.state = 'imported' and not this.again
  and not exists (select from source_objects as since
                  where since.schedule_id = this.schedule_id and since.key = this.key
                    and since.state = 'imported' and since.sha256 <> twin.sha256
                    and (since.settled_at, since.id) > (twin.settled_at, twin.id))
order by twin.settled_at desc, twin.id desc
limit 1;

-- name: settle
update source_objects
set state = %(state)s, sha256 = coalesce(%(sha256)s, sha256), job_id = %(job_id)s,
    reason = %(reason)s, params = %(params)s, again = false, settled_at = %(now)s
where id = %(id)s
returning *;

-- name: settled_since
select * from source_objects
where schedule_id = %(schedule_id)s and settled_at >= %(since)s
order by settled_at, id;

-- name: again
update source_objects
set state = 'new', again = true, reason = null, params = '{}', job_id = null
where id = %(id)s and schedule_id = %(schedule_id)s and state not in ('growing', 'new')
returning *;
