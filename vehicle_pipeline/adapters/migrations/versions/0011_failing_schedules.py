"""How often a schedule has failed in a row, and which import came from which occurrence."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- Occurrences that failed one after the other, up to the last one that was judged.
        alter table schedules add failures integer not null default 0;
        alter table schedule_occurrences add judged boolean not null default false;
        create index schedule_occurrences_unjudged on schedule_occurrences (finished_at)
            where not judged and state in ('done', 'nothing_new', 'failed');
        create index source_objects_settled on source_objects (schedule_id, settled_at);
        create index import_jobs_by_occurrence on import_jobs (occurrence_id)
            where occurrence_id is not null;
        """
    )


def downgrade() -> None:
    op.execute(
        """
        drop index import_jobs_by_occurrence, source_objects_settled, schedule_occurrences_unjudged;
        alter table schedule_occurrences drop judged;
        alter table schedules drop failures;
        """
    )
