-- name: take
-- As a condition of the delete, the planner may run the selection once per row and take them all.
with batch as materialized (
  select id from outbox order by id limit %(limit)s for update skip locked
)
delete from outbox using batch where outbox.id = batch.id
returning job_id;
