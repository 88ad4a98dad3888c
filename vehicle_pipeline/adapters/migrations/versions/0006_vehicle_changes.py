"""What vehicles were before an import changed them."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- One row per change of a vehicle, with the vehicle as it was before. What it was after
        -- is in its next change, or in `vehicles`. An insert needs none: the first of a vehicle's
        -- states names the import that inserted it. So a first import costs nothing more.
        create table vehicle_changes (
            id         bigint      generated always as identity primary key,
            plate      text collate "C" not null,
            -- Who changed it: an import, or the undo of one.
            job_id     uuid        not null,
            kind       text        not null check (kind in ('updated', 'restored', 'removed')),
            changed_at timestamptz not null default now(),
            -- The columns of `vehicles`.
            placa      text           not null,
            modelo     text           not null,
            ano        integer        not null,
            valor_fipe numeric(12, 2) not null,
            import_id  uuid           not null,
            source_row integer        not null,
            created_at timestamptz    not null,
            updated_at timestamptz    not null
        );
        create index vehicle_changes_of_vehicle on vehicle_changes (plate, id);
        -- By the import whose values were changed, which is what an undo asks for. Changes of one
        -- import lie together as its vehicles do.
        create index vehicle_changes_of_import on vehicle_changes using brin (import_id)
            with (pages_per_range = 32, autosummarize = on);
        create index vehicle_changes_of_job on vehicle_changes using brin (job_id)
            with (pages_per_range = 32, autosummarize = on);
        """
    )


def downgrade() -> None:
    op.execute("drop table vehicle_changes")
