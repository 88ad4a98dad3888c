"""What belongs to an import, and the import of a run, without reading a whole table."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- Every step of a run looks for its import, and so does the audit of any status.
        create index import_jobs_of_run on import_jobs (dagster_run_id)
            where dagster_run_id is not null;
        -- An import that is removed takes these with it.
        create index outbox_of_import on outbox (job_id);
        create index alerts_of_import on alerts (job_id) where job_id is not null;
        """
    )


def downgrade() -> None:
    op.execute("drop index import_jobs_of_run, outbox_of_import, alerts_of_import")
