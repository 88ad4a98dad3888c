-- name: any_known
select from vehicles where plate = any (%(plates)s) limit 1;

-- name: create_staged
create temporary table staged (
    plate      text collate "C",
    placa      text,
    modelo     text,
    ano        integer,
    valor_fipe numeric(12, 2),
    source_row integer
) on commit drop;

-- name: copy_staged
copy staged from stdin (format csv);

-- name: registered
-- What is registered as the row has it is not said again, so that most rows are in a few lines.
copy (
    select
        string_agg(s.source_row::text, ' '),
        v.import_id,
        nullif(v.placa, s.placa) as placa,
        nullif(v.modelo, s.modelo) as modelo,
        nullif(v.ano, s.ano) as ano,
        nullif(v.valor_fipe, s.valor_fipe) as valor_fipe
    from staged s
    join vehicles v using (plate)
    where v.plate = any (array(select plate from staged))
    group by 2, 3, 4, 5, 6
) to stdout (format csv);

-- name: different
-- Rows that the table has not at all, or with other values.
copy (
    select s.source_row, (v.plate is not null)::integer
    from staged s
    left join (
        select * from vehicles where plate = any (array(select plate from staged))
    ) as v using (plate)
    where v.plate is null
       or (v.modelo, v.ano, v.valor_fipe) is distinct from (s.modelo, s.ano, s.valor_fipe)
) to stdout (format csv);

-- name: count_registered
-- Staged rows of registered vehicles, and those of them with other values.
select count(*)::integer as known,
       count(*) filter (
           where (v.modelo, v.ano, v.valor_fipe) is distinct from (s.modelo, s.ano, s.valor_fipe)
       )::integer as changed
from staged s
join vehicles v using (plate)
where v.plate = any (array(select plate from staged));

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
