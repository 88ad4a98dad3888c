-- name: events
-- Each change of a vehicle, and each beginning: the first state of it that is kept, and the first
-- one after a removal. A beginning is an insert if nobody had changed the vehicle until then; else
-- what was before is not kept any more.
with states as (
    select id, kind, job_id, changed_at, placa, modelo, ano, valor_fipe, import_id, source_row,
           created_at, updated_at
    from vehicle_changes
    where plate = %(plate)s
    union all
    select null, null, null, null, placa, modelo, ano, valor_fipe, import_id, source_row,
           created_at, updated_at
    from vehicles
    where plate = %(plate)s
),
-- `before` and `after` stand for the states next to a change.
chain as (
    select states.*,
           coalesce(lag(kind) over order_of_changes, 'removed') = 'removed' as is_beginning,
           lead(placa)      over order_of_changes as next_placa,
           lead(modelo)     over order_of_changes as next_modelo,
           lead(ano)        over order_of_changes as next_ano,
           lead(valor_fipe) over order_of_changes as next_valor_fipe,
           lead(source_row) over order_of_changes as next_row
    from states
    window order_of_changes as (order by id nulls last)
),
events as (
    select id, 0 as step,
           case when created_at = updated_at then 'inserted' else 'updated' end as kind,
           import_id as job_id, source_row as row_number, updated_at as changed_at,
           null as placa_before, placa as placa_after,
           null as modelo_before, modelo as modelo_after,
           null::integer as ano_before, ano as ano_after,
           null::numeric as valor_fipe_before, valor_fipe as valor_fipe_after
    from chain
    where is_beginning
    union all
    select id, 1, kind, job_id, case kind when 'updated' then next_row end, changed_at,
           placa, case when kind <> 'removed' then next_placa end,
           modelo, case when kind <> 'removed' then next_modelo end,
           ano, case when kind <> 'removed' then next_ano end,
           valor_fipe, case when kind <> 'removed' then next_valor_fipe end
    from chain
    where id is not null
)
select events.*, import_jobs.filename, import_jobs.undone_by
from events
left join import_jobs on import_jobs.id = events.job_id
order by events.id desc nulls first, step desc
limit %(limit)s offset %(skip)s;

-- name: count
-- A vehicle that exists, or was removed, has begun once more than it was removed before.
select (select count(*) + count(*) filter (where kind = 'removed')
        from vehicle_changes where plate = %(plate)s)
     + (select count(*) from vehicles where plate = %(plate)s) as total;
