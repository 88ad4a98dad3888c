-- name: lock
select * from import_jobs where id = %(job_id)s for no key update;

-- name: newest
-- The newest undo of an import, tried or real.
select * from import_jobs
where undoes = %(job_id)s and dry_run = %(dry_run)s
order by created_at desc, id desc
limit 1;

-- name: create
insert into import_jobs (id, filename, object_key, file_size, file_sha256, on_conflict, dry_run,
                         undoes, created_by, traceparent)
select %(new_id)s, filename, object_key, file_size, file_sha256, on_conflict, %(dry_run)s, id,
       %(created_by)s, %(traceparent)s
from import_jobs
where id = %(job_id)s
returning *;

-- name: mark
update import_jobs set undone_by = %(new_id)s where id = %(job_id)s;

-- name: plan
-- The vehicles that the import wrote: those that have its values, and those that had them until
-- something later changed them. A vehicle's row in the import's file never changes.
with changed as materialized (
    select distinct plate, source_row from vehicle_changes where import_id = %(undoes)s
),
written as (
    select source_row from vehicles where import_id = %(undoes)s
    union all
    select c.source_row
    from changed c
    left join (
        select plate, import_id from vehicles where plate = any (array(select plate from changed))
    ) as v using (plate)
    where v.import_id is distinct from %(undoes)s
),
numbered as (
    select source_row, ((row_number() over (order by source_row) - 1) / %(rows)s)::integer as index
    from written
)
insert into import_chunks (job_id, chunk_index, first_row, row_count)
select %(job_id)s, index, min(source_row), count(*)
from numbered
group by index;

-- name: listed_later
-- Later imports that named vehicles which were registered already. Which ones is not recorded: rows
-- that changed nothing leave no trace but their number. None of them counts if no vehicle has the
-- values of the import that is undone any more, because nothing is taken from them then.
select count(*) as imports, coalesce(sum(named), 0) as rows
from (
    select later.unchanged_rows + case later.on_conflict when 'skip' then later.duplicate_rows
                                                         else 0 end as named
    from import_jobs as later
    join import_jobs as undone on undone.id = %(undoes)s
    where later.finished_at > undone.started_at and later.id <> undone.id
        and later.status = 'completed' and later.undoes is null and not later.dry_run
        and exists (select from vehicles where import_id = %(undoes)s)
) as others
where named > 0;

-- name: planned
update import_jobs
set total_rows = (select coalesce(sum(row_count), 0) from import_chunks where job_id = %(job_id)s)
where id = %(job_id)s
returning total_rows;

-- name: chunk_count
select count(*) as chunks from import_chunks where job_id = %(job_id)s;

-- name: last_row
-- The last row of a chunk's range: the one before the next chunk begins.
select coalesce(min(first_row) - 1, 2147483647) as last_row
from import_chunks
where job_id = %(job_id)s and chunk_index > %(chunk_index)s;

-- name: one_at_a_time
-- Two undos that meet at a vehicle would each go back to the state that the other takes away.
select pg_advisory_xact_lock('vehicle_changes'::regclass::oid::bigint);

-- name: create_tables
-- The vehicles that still have the import's values, and the newest state of each before it that
-- does not come from an import which is undone as well.
create temporary table reversed (like vehicles) on commit drop;
create temporary table earlier (
    plate      text collate "C",
    placa      text,
    modelo     text,
    ano        integer,
    valor_fipe numeric(12, 2),
    import_id  uuid,
    source_row integer
) on commit drop;

-- name: find_reversed
insert into reversed
select * from vehicles
where import_id = %(undoes)s and source_row between %(first_row)s and %(last_row)s
order by plate
for update;

-- name: find_reversed_only
insert into reversed
select * from vehicles
where import_id = %(undoes)s and source_row between %(first_row)s and %(last_row)s;

-- name: leave_unknown
-- Vehicles that the import found and changed, and what they were is not kept any more.
delete from reversed r
where created_at <> updated_at
  and not exists (
    select from vehicle_changes c
    where c.plate = r.plate
      and c.plate = any (array(select plate from reversed where created_at <> updated_at))
      and (c.job_id = r.import_id
           or c.import_id = r.import_id and c.created_at = c.updated_at)
  )
returning plate, placa, modelo, ano, valor_fipe, source_row;

-- name: find_earlier
insert into earlier
select distinct on (c.plate)
       c.plate, c.placa, c.modelo, c.ano, c.valor_fipe, c.import_id, c.source_row
from reversed r
join vehicle_changes c using (plate)
left join import_jobs j on j.id = c.import_id
where c.plate = any (array(select plate from reversed))
  and c.import_id <> %(undoes)s and not c.is_undone and j.undone_by is null
order by c.plate, c.id desc;

-- name: keep_history
insert into vehicle_changes (plate, job_id, kind, is_undone, placa, modelo, ano, valor_fipe,
                             import_id, source_row, created_at, updated_at)
select r.plate, %(job_id)s, case when e.plate is null then 'removed' else 'restored' end, true,
       r.placa, r.modelo, r.ano, r.valor_fipe, r.import_id, r.source_row, r.created_at,
       r.updated_at
from reversed r
left join earlier e using (plate)
order by r.plate;

-- name: restore
update vehicles v
set placa = e.placa,
    modelo = e.modelo,
    ano = e.ano,
    valor_fipe = e.valor_fipe,
    import_id = e.import_id,
    source_row = e.source_row,
    updated_at = now()
from earlier e
where v.plate = e.plate and v.plate = any (array(select plate from earlier));

-- name: remove
delete from vehicles v
using reversed r
where v.plate = r.plate
  and v.plate = any (array(select plate from reversed))
  and not exists (select from earlier e where e.plate = r.plate);

-- name: count
select (select count(*) from earlier)::integer as restored,
       ((select count(*) from reversed) - (select count(*) from earlier))::integer as removed;

-- name: bury
update vehicle_changes set is_undone = true
where import_id = %(undoes)s and source_row between %(first_row)s and %(last_row)s
  and not is_undone;

-- name: keep
-- Vehicles that have other values by now, with the last one to change each.
with changed as materialized (
    select * from vehicle_changes
    where import_id = %(undoes)s and source_row between %(first_row)s and %(last_row)s
),
changed_later as (
    select distinct on (c.plate) c.*, v.import_id as later_id
    from changed c
    left join (
        select plate, import_id from vehicles where plate = any (array(select plate from changed))
    ) as v using (plate)
    where v.import_id is distinct from %(undoes)s
      and not exists (select from reversed r where r.plate = c.plate)
    order by c.plate, c.id desc
)
select source_row, plate, placa, modelo, ano, valor_fipe, later_id from changed_later
order by source_row;
