-- name: lock_chunk
select * from import_chunks
where job_id = %(job_id)s and chunk_index = %(chunk_index)s
for update;

-- name: create_staging
create temporary table staging_vehicles (
    row_number integer,
    plate      text collate "C",
    placa      text,
    modelo     text,
    ano        integer,
    valor_fipe numeric(12, 2)
) on commit drop;

-- name: copy_staging
copy staging_vehicles from stdin (format csv);

-- name: merge_skip
insert into vehicles (plate, placa, modelo, ano, valor_fipe, import_id, source_row)
select plate, placa, modelo, ano, valor_fipe, %(job_id)s, row_number
from staging_vehicles
order by plate
on conflict (plate) do nothing;

-- name: known
copy (
    select s.row_number, s.placa, v.placa
    from staging_vehicles s
    join vehicles v using (plate)
    where (v.import_id, v.source_row) is distinct from (%(job_id)s, s.row_number)
    order by s.row_number
) to stdout (format csv);

-- name: merge_update
with merged as (
    insert into vehicles (plate, placa, modelo, ano, valor_fipe, import_id, source_row)
    select plate, placa, modelo, ano, valor_fipe, %(job_id)s, row_number
    from staging_vehicles
    order by plate
    on conflict (plate) do update
    set placa = excluded.placa,
        modelo = excluded.modelo,
        ano = excluded.ano,
        valor_fipe = excluded.valor_fipe,
        import_id = excluded.import_id,
        source_row = excluded.source_row,
        updated_at = now()
    where (vehicles.modelo, vehicles.ano, vehicles.valor_fipe)
          is distinct from (excluded.modelo, excluded.ano, excluded.valor_fipe)
    -- A row version that this statement made and that replaced none has no xmax.
    returning (xmax = 0) as is_new
)
select count(*) filter (where is_new) as inserted,
       count(*) filter (where not is_new) as updated
from merged;

-- name: copy_rejected
copy rejected_rows (job_id, chunk_index, row_number, code, field, value, params, raw_row)
from stdin (format csv);

-- name: commit_chunk
update import_chunks
set inserted_rows = %(inserted)s,
    updated_rows = %(updated)s,
    unchanged_rows = %(unchanged)s,
    duplicate_rows = %(duplicate)s,
    rejected_rows = %(rejected)s,
    committed_at = clock_timestamp()
where job_id = %(job_id)s and chunk_index = %(chunk_index)s;

-- name: add_progress
with before as (select progress_at from import_jobs where id = %(job_id)s),
due as (select coalesce(progress_at < clock_timestamp() - interval '1 second', true) as due
        from before)
update import_jobs
set inserted_rows = inserted_rows + %(inserted)s,
    updated_rows = updated_rows + %(updated)s,
    unchanged_rows = unchanged_rows + %(unchanged)s,
    duplicate_rows = duplicate_rows + %(duplicate)s,
    rejected_rows = rejected_rows + %(rejected)s,
    processed_rows = processed_rows + %(inserted)s + %(updated)s + %(unchanged)s,
    error_rows = error_rows + %(duplicate)s + %(rejected)s,
    progress_at = case when due.due then clock_timestamp() else progress_at end
from due
where id = %(job_id)s
returning due.due as is_progress_due;

-- name: preview
select source_row, plate, placa, modelo, ano, valor_fipe
from vehicles
where import_id = %(job_id)s
order by source_row
limit %(rows)s;
