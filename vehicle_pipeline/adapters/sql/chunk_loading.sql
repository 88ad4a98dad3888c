-- name: prefer_index
-- Else the planner reads the table from its start, because of `limit` without `order by`.
set local enable_seqscan = off;

-- name: preview
select source_row, plate, placa, modelo, ano, valor_fipe
from vehicles
where import_id = %(job_id)s
limit %(rows)s;
