-- name: page
-- The page is selected before the join, because only its rows need their file's name.
select picked.*, import_jobs.filename
from (
    select * from vehicles
    where {conditions}
    order by {order}
    limit %(limit)s offset %(skip)s
) as picked
left join import_jobs on import_jobs.id = picked.import_id
order by {order}

-- name: count
select count(*) as total from vehicles
where {conditions}

-- name: where_placa
plate = %(placa)s

-- name: where_modelo
-- Folds the accents of Portuguese and similar languages, which lower() keeps. Most models have
-- none, and need a sixth of the time. The planner knows how rare a model is by
-- `vehicles_folded_modelo`, which names the same expression.
case when octet_length(modelo) = char_length(modelo) then lower(modelo)
     else translate(lower(modelo), 'áàâãäéèêëíìîïóòôõöúùûüçñ', 'aaaaaeeeeiiiiooooouuuucn')
end like %(modelo)s

-- name: where_ano_min
ano >= %(ano_min)s

-- name: where_ano_max
ano <= %(ano_max)s

-- name: where_valor_fipe_min
valor_fipe >= %(valor_fipe_min)s

-- name: where_valor_fipe_max
valor_fipe <= %(valor_fipe_max)s

-- name: where_job_id
import_id = %(job_id)s

-- name: behind
-- Plates ascend in every order.
({column} {sign} %(last_value)s or ({column} = %(last_value)s and plate > %(last_plate)s))

-- name: behind_plate
{column} {sign} %(last_plate)s

-- name: estimate
-- The planner's figure, unless the vehicles are few.
select case when few.total < %(few)s then few.total
            else greatest(few.total, (select reltuples::bigint from pg_class
                                      where oid = 'vehicles'::regclass)) end as total
from (select count(*) as total from (select from vehicles limit %(few)s) as first) as few
