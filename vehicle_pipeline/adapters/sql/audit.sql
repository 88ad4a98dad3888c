-- name: audit
with job as (
    select * from import_jobs where dagster_run_id = %(run_id)s
),
ledger as (
    select coalesce(sum(inserted_rows), 0)::integer  as ledger_inserted,
           coalesce(sum(updated_rows), 0)::integer   as ledger_updated,
           coalesce(sum(unchanged_rows), 0)::integer as ledger_unchanged,
           coalesce(sum(removed_rows), 0)::integer   as ledger_removed,
           coalesce(sum(restored_rows), 0)::integer  as ledger_restored,
           coalesce(sum(duplicate_rows), 0)::integer as ledger_duplicate,
           coalesce(sum(rejected_rows), 0)::integer  as ledger_rejected
    from import_chunks
    where job_id = (select id from job) and committed_at is not null
),
faulty as (
    select coalesce(sum(row_count), 0)::integer as rejected_row_numbers
    from rejected_parts
    where job_id = (select id from job)
),
loaded as (
    select count(*)::integer as vehicles from vehicles where import_id = (select id from job)
)
select coalesce(j.total_rows, 0) as total_rows,
       j.inserted_rows           as recorded_inserted,
       j.updated_rows            as recorded_updated,
       j.unchanged_rows          as recorded_unchanged,
       j.removed_rows            as recorded_removed,
       j.restored_rows           as recorded_restored,
       j.duplicate_rows          as recorded_duplicate,
       j.rejected_rows           as recorded_rejected,
       ledger.*, faulty.*, loaded.*
from job j, ledger, faulty, loaded;

-- name: audit_all
-- Imports whose rejected rows were removed for their age cannot be counted again.
with job as (
    select * from import_jobs
    where status = 'completed' and dry_run = %(dry_run)s and rows_removed_at is null
),
ledger as (
    select job_id,
           sum(inserted_rows)  as inserted,
           sum(updated_rows)   as updated,
           sum(unchanged_rows) as unchanged,
           sum(removed_rows)   as removed,
           sum(restored_rows)  as restored,
           sum(duplicate_rows) as duplicate,
           sum(rejected_rows)  as rejected
    from import_chunks
    where committed_at is not null
    group by job_id
),
faulty as (
    select job_id, sum(row_count) as row_numbers from rejected_parts group by job_id
),
judged as (
    select j.total_rows,
           j.rejected_rows,
           (j.inserted_rows, j.updated_rows, j.unchanged_rows, j.removed_rows, j.restored_rows,
            j.duplicate_rows, j.rejected_rows)
               is not distinct from
               (l.inserted, l.updated, l.unchanged, l.removed, l.restored, l.duplicate, l.rejected)
           and j.total_rows = j.processed_rows + j.duplicate_rows + j.rejected_rows
           and coalesce(f.row_numbers, 0) = j.duplicate_rows + j.rejected_rows as agrees
    from job j
    left join ledger l on l.job_id = j.id
    left join faulty f on f.job_id = j.id
)
select (select count(*) from judged)                                    as imports,
       (select count(*) from judged where agrees is not true)           as disagreeing,
       (select coalesce(sum(total_rows), 0)::bigint from judged)        as total_rows,
       (select coalesce(sum(rejected_rows), 0)::bigint from judged)     as rejected_rows,
       (select count(*) from vehicles)                                  as vehicles;

-- name: constraints
select bool_or(contype = 'p' and a.attname = 'plate')                        as is_plate_unique,
       bool_or(contype = 'c' and conname = 'vehicles_plate_is_canonical')    as is_plate_canonical
from pg_constraint c
join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
where c.conrelid = 'vehicles'::regclass and c.convalidated;
