-- name: any_committed
select 1 as found from import_chunks
where job_id = %(job_id)s and committed_at is not null
limit 1;

-- name: create_judged
create temporary table judged_rows (
    plate      text collate "C",
    modelo     text,
    ano        integer,
    valor_fipe numeric(12, 2)
) on commit drop;

-- name: copy_judged
copy judged_rows (plate, modelo, ano, valor_fipe) from stdin (format csv);

-- name: would_change
-- What an update would do to the registered vehicles, all seen at one moment.
with beside as materialized (
    select v.placa, v.valor_fipe as before, j.valor_fipe as after,
           (v.modelo, v.ano, v.valor_fipe) is distinct from (j.modelo, j.ano, j.valor_fipe)
               as is_changed,
           (abs(j.valor_fipe - v.valor_fipe) / nullif(v.valor_fipe, 0))::float8 as price_change
    from judged_rows j
    join vehicles v using (plate)
    where v.plate = any (array(select plate from judged_rows))
),
largest as (
    select * from beside
    where price_change > 0
    order by price_change desc, placa
    limit 1
)
select count(*) as known,
       count(*) filter (where is_changed) as changed,
       percentile_cont(0.5) within group (order by price_change) as median_price_change,
       coalesce((select price_change from largest), 0) as largest_price_change,
       (select placa from largest) as largest_placa,
       (select before from largest) as largest_before,
       (select after from largest) as largest_after
from beside;

-- name: rows_before
select total_rows as rows_before from import_jobs
where schedule_id = %(schedule_id)s and status = 'completed' and not dry_run and undoes is null
order by finished_at desc
limit 1;

-- name: judged
update import_jobs
set judged = %(judged)s,
    held_because = %(because)s,
    status = case when %(is_held)s then 'held' else status end,
    held_at = case when %(is_held)s then clock_timestamp() else held_at end
where id = %(job_id)s
returning *;

-- name: approve
update import_jobs
set status = 'pending',
    approved = judged,
    decision = 'approved',
    decided_by = %(by)s,
    decided_at = clock_timestamp(),
    dagster_run_id = null,
    started_at = null,
    promised_at = now(),
    revived_at = now()
where id = %(job_id)s and status = 'held'
returning *;

-- name: newer
-- The newest completed import of the same schedule that was made after this one.
select newer.id, newer.filename
from import_jobs as newer join import_jobs as this using (schedule_id)
where this.id = %(job_id)s and newer.created_at > this.created_at
    and newer.status = 'completed' and not newer.dry_run and newer.undoes is null
order by newer.created_at desc
limit 1;

-- name: discard
update import_jobs
set status = 'cancelled',
    decision = 'discarded',
    decided_by = %(by)s,
    decided_at = clock_timestamp(),
    finished_at = clock_timestamp()
where id = %(job_id)s and status = 'held'
returning *;
