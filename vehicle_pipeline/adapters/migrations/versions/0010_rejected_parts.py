"""Rejected rows in parts of columns (docs/decisions/0020), in place of a row per fault."""

from alembic import op

from vehicle_pipeline.adapters.migrations import rejected_rows

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        create table rejected_parts (
            job_id      uuid    not null references import_jobs on delete cascade,
            first_row   integer not null,
            last_row    integer not null,
            chunk_index integer not null,
            row_count   integer not null check (row_count > 0),
            fault_count integer not null check (fault_count >= row_count),
            -- How many faults there are of each code.
            codes       jsonb   not null,
            -- Parquet: the faults, and the cells of their rows.
            faults      bytea   not null,
            cells       bytea   not null,
            primary key (job_id, first_row)
        );
        -- Compressed already.
        alter table rejected_parts
            alter faults set storage external,
            alter cells set storage external;
        """
    )
    rejected_rows.into_parts(op.get_bind())
    op.execute("drop table rejected_rows")


def downgrade() -> None:
    op.execute(
        """
        create table rejected_rows (
            job_id      uuid    not null references import_jobs on delete cascade,
            row_number  integer not null,
            code        text    not null,
            field       text    not null,
            value       text,
            params      jsonb   not null default '{}',
            raw_row     jsonb   not null,
            chunk_index integer not null,
            suggestion  text,
            primary key (job_id, row_number, field, code)
        )
        """
    )
    rejected_rows.out_of_parts(op.get_bind())
    op.execute("drop table rejected_parts")
