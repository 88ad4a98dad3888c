"""The trace that an import belongs to (W3C traceparent), also in the promise of its message."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        alter table import_jobs add column traceparent text;
        alter table outbox add column traceparent text;
        """
    )


def downgrade() -> None:
    op.execute(
        """
        alter table outbox drop column traceparent;
        alter table import_jobs drop column traceparent;
        """
    )
