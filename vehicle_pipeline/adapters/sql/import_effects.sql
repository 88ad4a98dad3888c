-- name: changed
-- The largest price changes among the first vehicles that an import changed, with figures of all
-- of these. The time helps the index: changes of one moment lie together.
with changed as (
    select id, plate, placa, modelo, ano, valor_fipe
    from vehicle_changes
    where job_id = %(job_id)s and kind = 'updated'
        and changed_at between %(started_at)s and %(finished_at)s
    limit %(limit)s
),
pairs as (
    select changed.plate,
           changed.placa,
           changed.modelo is distinct from coalesce(later.modelo, v.modelo) as modelo_differs,
           changed.ano is distinct from coalesce(later.ano, v.ano) as ano_differs,
           coalesce(later.modelo, v.modelo, changed.modelo) as modelo,
           changed.valor_fipe as price_before,
           coalesce(later.valor_fipe, v.valor_fipe) as price_after
    from changed
    left join lateral (
        select modelo, ano, valor_fipe from vehicle_changes as next
        where next.plate = changed.plate and next.id > changed.id
        order by next.id
        limit 1
    ) as later on true
    left join lateral (
        select modelo, ano, valor_fipe from vehicles where plate = changed.plate limit 1
    ) as v on true
)
select placa, modelo, price_before, price_after,
       count(*) over () as vehicles,
       count(*) filter (where modelo_differs) over () as modelo_changes,
       count(*) filter (where ano_differs) over () as ano_changes,
       count(*) filter (where price_before <> price_after) over () as valor_fipe_changes
from pairs
order by abs(price_after - price_before) desc nulls last, plate
limit %(shown)s
