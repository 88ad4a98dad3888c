-- name: lock
-- Two tabs that send rows of one import wait for each other.
select from import_jobs where id = %(parent_id)s for no key update;

-- name: taken
-- Rows whose child has imported them, or may yet.
select distinct on (row_number) row_number, child_id, child.file_sha256
from repaired_rows join import_jobs as child on child.id = child_id
where repaired_rows.parent_id = %(parent_id)s
    and row_number between %(first)s and %(last)s
    and child.status not in ('failed', 'cancelled', 'undone')
order by row_number, child.created_at;

-- name: count_taken
select count(distinct row_number)::integer as rows
from repaired_rows join import_jobs as child on child.id = child_id
where repaired_rows.parent_id = %(parent_id)s
    and child.status not in ('failed', 'cancelled', 'undone');

-- name: sent_before
select id from import_jobs
where parent_id = %(parent_id)s and file_sha256 = %(sha256)s
    and status not in ('failed', 'cancelled', 'undone')
order by created_at
limit 1;

-- name: take
with linked as (
    update import_jobs set parent_id = %(parent_id)s where id = %(child_id)s
)
insert into repaired_rows (parent_id, row_number, child_id)
select %(parent_id)s, row_number, %(child_id)s
from unnest(%(rows)s::integer[]) as row_number;
