"""Imports that a schedule made, that a guard may hold, or whose content had come before."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STATUSES = "'pending', 'processing', 'completed', 'failed', 'cancelled', 'undone'"


def upgrade() -> None:
    op.execute(
        f"""
        alter table import_jobs
            -- Without foreign keys: an import outlives its schedule, and what it names here.
            add schedule_id     uuid,
            add occurrence_id   bigint,
            add same_content_as uuid,
            -- How often the nightly schedule has taken it up again.
            add retries         integer     not null default 0,
            add guard           jsonb       not null default '{{}}',
            -- What the guard's limits were last compared with, and those that were exceeded.
            add judged          jsonb,
            add held_because    jsonb,
            add held_at         timestamptz,
            -- The figures that a person approved, who decided, and when.
            add approved        jsonb,
            add decision        text        check (decision in ('approved', 'discarded')),
            add decided_by      text,
            add decided_at      timestamptz,
            drop constraint import_jobs_status_check,
            add constraint import_jobs_status_check check (status in ({_STATUSES}, 'held')),
            add constraint import_jobs_held_check check (
                status <> 'held' or held_because is not null);
        create index import_jobs_by_schedule on import_jobs (schedule_id, created_at)
            where schedule_id is not null;
        create index import_jobs_by_content on import_jobs (file_sha256, created_at);
        """
    )


def downgrade() -> None:
    op.execute(
        f"""
        -- What is held fits into no earlier version: nothing of it was imported.
        update import_jobs set status = 'cancelled', finished_at = now() where status = 'held';
        drop index import_jobs_by_content;
        alter table import_jobs
            drop constraint import_jobs_held_check,
            drop constraint import_jobs_status_check,
            add constraint import_jobs_status_check check (status in ({_STATUSES})),
            drop schedule_id, drop occurrence_id, drop same_content_as, drop retries, drop guard,
            drop judged, drop held_because, drop held_at, drop approved, drop decision,
            drop decided_by, drop decided_at;
        """
    )
