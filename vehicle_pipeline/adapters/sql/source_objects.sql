-- name: dated
-- Versions of the first releases have no time of the last change (docs/decisions/0018); without
-- this every file would be read again after an upgrade.
update source_objects as o
set version = f.version
from unnest(%(key)s::text[], %(version)s::text[]) as f (key, version)
where o.schedule_id = %(schedule_id)s and o.key = f.key
  and o.version = substring(f.version from '^([0-9a-f]+-[0-9a-f]+-[0-9a-f]+)-[0-9a-f]+$')
  and not exists (select from source_objects as other
                  where other.schedule_id = o.schedule_id and other.key = o.key
                    and other.version = f.version);

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
                            seen_at, looked_at, still_since, settled_at)
select %(schedule_id)s, key, path, version, size, modified_at,
       case when problem is not null then 'refused' when %(is_whole)s then 'new' else 'growing' end,
       problem, %(now)s, %(now)s, least(%(now)s, untouched_since),
       case when problem is not null then %(now)s::timestamptz end
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
set state = 'new', looked_at = %(now)s
from unnest(%(key)s::text[], %(version)s::text[]) as f (key, version)
where o.schedule_id = %(schedule_id)s and o.key = f.key and o.version = f.version
  and o.state = 'failed';

-- name: vanished
-- A name that a program wrote under, before it gave the file its own; and a folder that can be
-- looked into again: only folders have no bytes.
delete from source_objects
where schedule_id = %(schedule_id)s and looked_at < %(now)s
  and (state = 'growing' or state = 'failed' and size = 0);

-- name: growing
select count(*) as growing
from source_objects where schedule_id = %(schedule_id)s and state = 'growing';

-- name: new
select * from source_objects
where schedule_id = %(schedule_id)s and state = 'new'
order by modified_at, id;

-- name: shown
-- For `newest`: what the source shows no more, or never under its present terms, does not count.
update source_objects as o
set looked_at = %(now)s
from unnest(%(key)s::text[], %(version)s::text[]) as f (key, version)
where o.schedule_id = %(schedule_id)s and o.key = f.key and o.version = f.version;

-- name: newest
-- The newest file that can be imported of the last look, those that somebody asked for, and folders
-- that could not be looked into.
select * from source_objects
where schedule_id = %(schedule_id)s and state = 'new'
  and (again or size = 0
       or id = (select id from source_objects
                where schedule_id = %(schedule_id)s and state not in ('growing', 'refused')
                  and size > 0
                  and looked_at = (select max(looked_at) from source_objects
                                   where schedule_id = %(schedule_id)s)
                order by modified_at desc, id desc
                limit 1))
order by modified_at, id;

-- name: lock_schedule
select id from schedules where id = (select schedule_id from source_objects where id = %(id)s)
for update;

-- name: get
select * from source_objects where id = %(id)s;

-- name: twin
-- The import that had this content and brought it, or may yet; unless the object's name has had
-- another content since: then the earlier one has come back, and is to be imported again.
with imported as (
    select o.* from source_objects as o left join import_jobs as j on j.id = o.job_id
    where o.schedule_id = (select schedule_id from source_objects where id = %(id)s)
      and o.job_id is not null and o.state <> 'same_content'
      and coalesce(j.status, 'completed') not in ('failed', 'cancelled', 'undone')
      and j.undone_by is null
)
select twin.job_id
from imported as twin join source_objects as this on this.id = %(id)s
where twin.sha256 = %(sha256)s and not this.again
  and not exists (select from imported as since
                  where since.key = this.key and since.sha256 <> twin.sha256
                    and (since.settled_at, since.id) > (twin.settled_at, twin.id))
order by twin.settled_at desc, twin.id desc
limit 1;

-- name: settle
update source_objects
set state = %(state)s, sha256 = coalesce(%(sha256)s, sha256),
    -- The import that it once was stays named, whatever becomes of a later attempt.
    job_id = coalesce(%(job_id)s, job_id),
    reason = %(reason)s, params = %(params)s, again = false, settled_at = %(now)s
where id = %(id)s
returning *;

-- name: settled_since
select * from source_objects
where schedule_id = %(schedule_id)s and settled_at >= %(since)s
order by settled_at, id;

-- name: again
update source_objects
set state = 'new', again = true, reason = null, params = '{}'
where id = %(id)s and schedule_id = %(schedule_id)s and state not in ('growing', 'new')
returning *;
