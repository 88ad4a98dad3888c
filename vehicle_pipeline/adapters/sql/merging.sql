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
    select s.row_number
    from staged_plates s
    join vehicles v using (plate)
    order by s.row_number
) to stdout (format csv);

-- name: registered
copy (
    select s.row_number, s.placa, v.placa, v.modelo, v.ano, v.valor_fipe, v.import_id
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

-- name: compared
-- A change is defined by the same condition in `update_changed`.
copy (
    select s.source_row, s.placa, v.placa, v.modelo, v.ano, v.valor_fipe, v.import_id,
           ((v.modelo, v.ano, v.valor_fipe)
            is distinct from (s.modelo, s.ano, s.valor_fipe))::integer
    from staged_vehicles s
    join vehicles v using (plate)
    order by s.source_row
) to stdout (format csv);

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
