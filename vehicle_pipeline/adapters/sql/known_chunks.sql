-- name: remember
-- All rows were written by one transaction, so one of them tells its number; and next to each other,
-- but for some that are looked up again then.
update import_chunks
set content_hash = digest_here(%(content)s),
    row_version = (select xmin from vehicles where plate = (%(plates)s::text[])[1]),
    (first_at, last_at) =
        (select min(ctid), max(ctid) from vehicles where plate = any (%(plates)s))
where job_id = %(job_id)s and chunk_index = %(chunk_index)s;

-- name: earlier
select job_id, row_version::text as row_version, first_at::text as first_at,
       last_at::text as last_at
from import_chunks
where content_hash = digest_here(%(content)s)
order by committed_at desc
limit 1;

-- name: untouched
-- Whatever writes a vehicle again, an import, an undo or a person, gives it another xmin.
select case when count(*) <> %(rows)s then coalesce(array_agg(source_row), '{}')
       end as some_rows
from vehicles
where ctid between %(first_at)s::tid and %(last_at)s::tid
    and xmin = %(row_version)s::xid and import_id = %(job_id)s;
