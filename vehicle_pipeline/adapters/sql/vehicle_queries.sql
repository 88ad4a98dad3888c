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
-- Folds the accents of Portuguese and similar languages, which lower() keeps.
translate(lower(modelo), 'áàâãäéèêëíìîïóòôõöúùûüçñ', 'aaaaaeeeeiiiiooooouuuucn')
    like %(modelo)s

-- name: where_ano_min
ano >= %(ano_min)s

-- name: where_ano_max
ano <= %(ano_max)s

-- name: where_job_id
import_id = %(job_id)s
