-- name: any_known
select from vehicles where plate = any (%(plates)s) limit 1;

-- name: ask_for
-- A setting, because COPY takes no parameters, and servers write statements into their logs.
select set_config('vehicle_pipeline.plates', %(plates)s, true);

-- name: registered
-- The plates come from a query, or the planner would weigh each of them.
copy (
    select plate, import_id, placa, modelo, ano, valor_fipe
    from vehicles
    where plate = any (array(
        select unnest(current_setting('vehicle_pipeline.plates')::text[])
    ))
) to stdout (format csv);

-- name: copy_vehicles
copy vehicles (plate, placa, modelo, ano, valor_fipe, import_id, source_row)
from stdin (format csv);

-- name: create_changed
create temporary table if not exists changed (
    plate      text collate "C",
    placa      text,
    modelo     text,
    ano        integer,
    valor_fipe numeric(12, 2),
    import_id  uuid,
    source_row integer
) on commit drop;

-- name: empty_changed
truncate changed;

-- name: copy_changed
copy changed from stdin (format csv);

-- name: keep_history
-- Locks the vehicles, always in one order: imports that change the same ones wait for each other.
insert into vehicle_changes (plate, job_id, kind, placa, modelo, ano, valor_fipe, import_id,
                             source_row, created_at, updated_at)
select v.plate, c.import_id, 'updated', v.placa, v.modelo, v.ano, v.valor_fipe, v.import_id,
       v.source_row, v.created_at, v.updated_at
from changed c
join vehicles v using (plate)
where v.plate = any (array(select plate from changed))
  and (v.modelo, v.ano, v.valor_fipe) is distinct from (c.modelo, c.ano, c.valor_fipe)
order by v.plate
for update of v;

-- name: update_changed
update vehicles v
set placa = c.placa,
    modelo = c.modelo,
    ano = c.ano,
    valor_fipe = c.valor_fipe,
    import_id = c.import_id,
    source_row = c.source_row,
    updated_at = now()
from changed c
where v.plate = c.plate
  and v.plate = any (array(select plate from changed))
  and (v.modelo, v.ano, v.valor_fipe) is distinct from (c.modelo, c.ano, c.valor_fipe);
