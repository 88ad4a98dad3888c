-- name: page
-- The page is cut before the join: only its own rows need the name of their file.
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
-- Folds what lower() leaves: the accents of Portuguese and its neighbours.
translate(lower(modelo), 'áàâãäéèêëíìîïóòôõöúùûüçñ', 'aaaaaeeeeiiiiooooouuuucn')
    like %(modelo)s

-- name: where_ano_min
ano >= %(ano_min)s

-- name: where_ano_max
ano <= %(ano_max)s

-- name: where_job_id
import_id = %(job_id)s
