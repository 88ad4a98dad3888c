-- name: unjudged
-- Ended, and their imports with them; one that is held waits for a person.
select o.id, o.schedule_id
from schedule_occurrences as o
where not o.judged and o.state in ('done', 'nothing_new', 'failed')
    and not exists (select from import_jobs as made
                    where made.occurrence_id = o.id and made.status in ('pending', 'processing'))
order by o.finished_at, o.id
limit %(limit)s;

-- name: judge
-- Failed, or all that came of it has; null for one that was judged, or replayed, meanwhile.
update schedule_occurrences as o
set judged = true
where o.id = %(id)s and not o.judged and o.state in ('done', 'nothing_new', 'failed')
returning o.state = 'failed'
    or coalesce((select bool_and(made.status = 'failed') from import_jobs as made
                 where made.occurrence_id = o.id), false) as has_failed;

-- name: count
update schedules
set failures = case when %(has_failed)s then failures + 1 else 0 end
where id = %(schedule_id)s
returning failures;
