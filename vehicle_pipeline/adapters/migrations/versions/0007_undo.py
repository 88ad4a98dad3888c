"""Undoing an import: an import of its own, which takes back what another one did."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_STATUSES = "'pending', 'processing', 'completed', 'failed', 'cancelled'"


def upgrade() -> None:
    op.execute(
        f"""
        alter table import_jobs
            add removed_rows  integer not null default 0,
            add restored_rows integer not null default 0,
            -- Of an undo, the import that it takes back; of that import, its undo, which counts
            -- from the moment it is asked for. Without foreign keys: either outlives the other.
            add undoes    uuid,
            add undone_by uuid,
            drop constraint import_jobs_status_check,
            add constraint import_jobs_status_check check (status in ({_STATUSES}, 'undone')),
            drop constraint import_jobs_check,
            add constraint import_jobs_processed_check check (
                processed_rows = inserted_rows + updated_rows + unchanged_rows
                                 + removed_rows + restored_rows);
        create index import_jobs_undoing on import_jobs (undoes) where undoes is not null;
        alter table import_chunks
            add removed_rows  integer not null default 0,
            add restored_rows integer not null default 0;
        -- The state came from an import that was undone: no other undo goes back to it.
        alter table vehicle_changes add is_undone boolean not null default false;
        create index vehicle_changes_by_time on vehicle_changes using brin (changed_at)
            with (pages_per_range = 32, autosummarize = on);
        """
    )


def downgrade() -> None:
    op.execute(
        f"""
        -- What was taken back stays so. An undo fits into no earlier version.
        delete from import_jobs where undoes is not null;
        update import_jobs set status = 'completed', ended_by_run = true where status = 'undone';
        alter table import_chunks drop removed_rows, drop restored_rows;
        alter table import_jobs
            drop constraint import_jobs_processed_check,
            add constraint import_jobs_check check (
                processed_rows = inserted_rows + updated_rows + unchanged_rows),
            drop constraint import_jobs_status_check,
            add constraint import_jobs_status_check check (status in ({_STATUSES})),
            drop removed_rows, drop restored_rows, drop undoes, drop undone_by;
        drop index vehicle_changes_by_time;
        alter table vehicle_changes drop is_undone;
        """
    )
