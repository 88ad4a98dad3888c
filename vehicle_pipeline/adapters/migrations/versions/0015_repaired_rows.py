"""Which import took up which corrected rows of another."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- A child that failed, was cancelled or undone has given its rows back: see `repairs.sql`.
        create table repaired_rows (
            parent_id  uuid    not null references import_jobs on delete cascade,
            row_number integer not null,
            child_id   uuid    not null references import_jobs on delete cascade,
            primary key (parent_id, row_number, child_id)
        );
        create index repaired_rows_by_child on repaired_rows (child_id);
        """
    )


def downgrade() -> None:
    op.execute("drop table repaired_rows")
