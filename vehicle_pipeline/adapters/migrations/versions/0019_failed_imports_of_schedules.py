"""Due times and objects as they are shown: they have failed if the imports made of them have.

An import may be taken up again, so what became of it is not written down twice.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        create view shown_occurrences as
        select id, schedule_id, due_at,
               case when all_failed then 'failed' else state end as state,
               reason, params, job_ids, dagster_run_id, started_at, finished_at, judged
        from schedule_occurrences
        cross join lateral (
            select state = 'done' and coalesce(bool_and(status = 'failed'), false) as all_failed
            from import_jobs
            where import_jobs.id = any (job_ids)
        ) as made;

        create view shown_objects as
        select o.id, o.schedule_id, o.key, o.path, o.version, o.size, o.modified_at, o.sha256,
               case when has_failed then 'failed' else o.state end as state,
               o.job_id,
               case when has_failed then 'its_import_failed' else o.reason end as reason,
               o.params, o.again, o.seen_at, o.looked_at, o.still_since, o.settled_at
        from source_objects as o
        left join import_jobs on import_jobs.id = o.job_id
        cross join lateral (
            select o.state = 'imported' and coalesce(import_jobs.status = 'failed', false)
                       as has_failed
        ) as made;
        """
    )


def downgrade() -> None:
    op.execute("drop view shown_objects, shown_occurrences")
