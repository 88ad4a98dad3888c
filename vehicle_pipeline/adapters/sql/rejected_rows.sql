-- name: page
-- The parts in which a page lies, and how many faults there are before each.
with counted as (
    select first_row,
           case when %(code)s::text is null then fault_count
                else coalesce((codes ->> %(code)s::text)::integer, 0) end as faults
    from rejected_parts
    where job_id = %(job_id)s
),
placed as (
    select first_row, faults, sum(faults) over (order by first_row) - faults as before
    from counted
)
select placed.before, parts.faults, parts.cells
from placed
join rejected_parts as parts on parts.job_id = %(job_id)s and parts.first_row = placed.first_row
where placed.before < %(skip)s + %(limit)s::bigint
    and placed.before + placed.faults > %(skip)s
order by placed.first_row;

-- name: count
select coalesce(sum(
           case when %(code)s::text is null then fault_count
                else coalesce((codes ->> %(code)s::text)::integer, 0) end
       ), 0)::bigint as total
from rejected_parts
where job_id = %(job_id)s;

-- name: next
-- By key, so that a slow reader holds neither a connection nor a snapshot.
select first_row, faults, cells from rejected_parts
where job_id = %(job_id)s and first_row > %(after)s
order by first_row
limit 1;

-- name: behind
select faults, cells from rejected_parts
where job_id = %(job_id)s and last_row > %(row_number)s
order by first_row;

-- name: before
select faults, cells from rejected_parts
where job_id = %(job_id)s and first_row < %(row_number)s
order by first_row desc;

-- name: numbered
select faults, cells from rejected_parts
where job_id = %(job_id)s and exists (
    select from unnest(%(row_numbers)s::integer[]) as number
    where number between first_row and last_row)
order by first_row;

-- name: all
select job_id::text, chunk_index, faults, cells from rejected_parts;

-- name: count_all
select coalesce(sum(fault_count), 0)::bigint as rows from rejected_parts;
