-- name: remember
-- All rows were written by one transaction, so one tells the version of all.
update import_chunks
set content_hash = digest_here(%(content)s),
    row_version = (select xmin from vehicles where plate = %(plate)s)
where job_id = %(job_id)s and chunk_index = %(chunk_index)s;

-- name: earlier
select job_id, row_version::text as row_version
from import_chunks
where content_hash = digest_here(%(content)s)
order by committed_at desc
limit 1;

-- name: vehicles
-- The vehicles that come from these rows of an import, and the rows of those that were written again
-- since, by whatever: an undo, or a person.
select count(*) as vehicles,
       coalesce(array_agg(source_row) filter (where xmin <> %(row_version)s::xid), '{}') as touched
from vehicles
where import_id = %(job_id)s and source_row between %(first)s and %(last)s;
