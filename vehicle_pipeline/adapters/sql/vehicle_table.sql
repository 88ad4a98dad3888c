-- name: lock_chunk
select * from import_chunks
where job_id = %(job_id)s and chunk_index = %(chunk_index)s
for update;

-- name: any_known
select from vehicles where plate = any (%(plates)s) limit 1;

-- name: create_staged_plates
create temporary table staged_plates (
    row_number integer,
    placa      text,
    plate      text collate "C"
) on commit drop;

-- name: copy_staged_plates
copy staged_plates from stdin (format csv);

-- name: known
copy (
    select s.row_number, s.placa, v.placa
    from staged_plates s
    join vehicles v using (plate)
    order by s.row_number
) to stdout (format csv);

-- name: copy_vehicles
copy vehicles (plate, placa, modelo, ano, valor_fipe, import_id, source_row)
from stdin (format csv);

-- name: create_staged_vehicles
create temporary table staged_vehicles (
    plate      text collate "C",
    placa      text,
    modelo     text,
    ano        integer,
    valor_fipe numeric(12, 2),
    import_id  uuid,
    source_row integer
) on commit drop;

-- name: copy_staged_vehicles
copy staged_vehicles from stdin (format csv);

-- name: update_changed
update vehicles v
set placa = s.placa,
    modelo = s.modelo,
    ano = s.ano,
    valor_fipe = s.valor_fipe,
    import_id = s.import_id,
    source_row = s.source_row,
    updated_at = now()
from staged_vehicles s
where v.plate = s.plate
  and (v.modelo, v.ano, v.valor_fipe) is distinct from (s.modelo, s.ano, s.valor_fipe);

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

-- name: prefer_index
-- For `limit` without `order by` the planner would read the table from its start.
set local enable_seqscan = off;

-- name: preview
select source_row, plate, placa, modelo, ano, valor_fipe
from vehicles
where import_id = %(job_id)s
limit %(rows)s;
