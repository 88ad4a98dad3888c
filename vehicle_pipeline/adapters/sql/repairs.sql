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

-- name: origins
-- The first file that rows of corrections come from. Rows that were corrected in the page are in its
-- order in their file, behind its header; of files that came back corrected only the import is known.
with recursive climbed as (
    select import_id as begun_in, row_number as begun_at, import_id, row_number, 0 as depth
    from unnest(%(imports)s::uuid[], %(rows)s::integer[]) as asked (import_id, row_number)
    union all
    select begun_in, begun_at, child.parent_id,
           case when climbed.row_number > 1 then (
               select repaired_rows.row_number from repaired_rows
               where child_id = child.id and parent_id = child.parent_id
               order by repaired_rows.row_number
               offset climbed.row_number - 2 limit 1
           ) end,
           depth + 1
    from climbed join import_jobs as child on child.id = climbed.import_id
    where child.parent_id is not null and depth < 100
)
select distinct on (begun_in, begun_at)
       begun_in, begun_at, climbed.import_id, climbed.row_number, import_jobs.filename
from climbed join import_jobs on import_jobs.id = climbed.import_id
where depth > 0
order by begun_in, begun_at, depth desc;
