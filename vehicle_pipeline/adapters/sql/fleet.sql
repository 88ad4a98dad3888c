-- name: audit
with job as (
    select * from import_jobs where dagster_run_id = %(run_id)s
),
ledger as (
    select coalesce(sum(inserted_rows), 0)::integer  as ledger_inserted,
           coalesce(sum(updated_rows), 0)::integer   as ledger_updated,
           coalesce(sum(unchanged_rows), 0)::integer as ledger_unchanged,
           coalesce(sum(duplicate_rows), 0)::integer as ledger_duplicate,
           coalesce(sum(rejected_rows), 0)::integer  as ledger_rejected
    from import_chunks
    where job_id = (select id from job) and committed_at is not null
),
faulty as (
    select count(distinct row_number)::integer as rejected_row_numbers
    from rejected_rows
    where job_id = (select id from job)
),
loaded as (
    select count(*)::integer as vehicles,
           (count(*) filter (where plate !~ '^[A-Z]{3}[0-9][A-Z][0-9]{2}$'))::integer
               as uncanonical_plates
    from vehicles
    where import_id = (select id from job)
),
key as (
    select bool_or(i.indisunique and i.indisvalid and i.indkey::text = a.attnum::text)
               as is_plate_unique
    from pg_index i
    join pg_attribute a on a.attrelid = i.indrelid and a.attname = 'plate'
    where i.indrelid = 'vehicles'::regclass
)
select coalesce(j.total_rows, 0) as total_rows,
       j.inserted_rows           as recorded_inserted,
       j.updated_rows            as recorded_updated,
       j.unchanged_rows          as recorded_unchanged,
       j.duplicate_rows          as recorded_duplicate,
       j.rejected_rows           as recorded_rejected,
       ledger.*, faulty.*, loaded.*, key.*
from job j, ledger, faulty, loaded, key;
