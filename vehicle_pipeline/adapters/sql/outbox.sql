-- name: take
-- Materialized: as a condition of the delete, the selection might run once per row and take all.
with batch as materialized (
  select id from outbox order by id limit %(limit)s for update skip locked
),
taken as (delete from outbox using batch where outbox.id = batch.id returning outbox.*)
-- A delete returns its rows in any order.
select job_id, traceparent, extract(epoch from created_at)::float8 as promised
from taken
order by id;
