"""Schedules, their occurrences, and the ledger of the objects of their sources."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        create table schedules (
            id             uuid        primary key,
            name           text        not null unique,
            cron           text        not null,
            timezone       text        not null,
            source         jsonb       not null,
            on_conflict    text        not null check (on_conflict in ('skip', 'update')),
            overrides      jsonb       not null default '{}',
            missed         text        not null check (missed in ('none', 'latest', 'all')),
            guard          jsonb       not null default '{}',
            -- Every due time up to this moment has its occurrence, or is not to have one.
            planned_until  timestamptz not null,
            paused_at      timestamptz,
            paused_because jsonb,
            created_at     timestamptz not null,
            updated_at     timestamptz not null,
            check ((paused_at is null) = (paused_because is null))
        );

        create table schedule_occurrences (
            id             bigint      generated always as identity primary key,
            schedule_id    uuid        not null references schedules on delete cascade,
            due_at         timestamptz not null,
            state          text        not null
                                       check (state in ('due', 'running', 'done', 'nothing_new',
                                                        'skipped', 'missed', 'failed')),
            reason         text,
            params         jsonb       not null default '{}',
            job_ids        uuid[]      not null default '{}',
            dagster_run_id text,
            started_at     timestamptz,
            finished_at    timestamptz,
            unique (schedule_id, due_at)
        );
        create index schedule_occurrences_open on schedule_occurrences (due_at)
            where state in ('due', 'running');

        -- One row per version of an object, kept for as long as its schedule: it decides what is
        -- new. A key is the one spelling of a name, a path the source's own.
        create table source_objects (
            id          bigint      generated always as identity primary key,
            schedule_id uuid        not null references schedules on delete cascade,
            key         text        not null,
            path        text        not null,
            version     text        not null,
            size        bigint      not null check (size >= 0),
            modified_at timestamptz not null,
            sha256      text,
            state       text        not null
                                    check (state in ('growing', 'new', 'imported', 'same_content',
                                                     'refused', 'failed')),
            job_id      uuid,
            reason      text,
            params      jsonb       not null default '{}',
            -- Somebody asked to import it again: the same content is no reason not to.
            again       boolean     not null default false,
            seen_at     timestamptz not null,
            -- The last look that found it, and the one since which it has not changed.
            looked_at   timestamptz not null,
            still_since timestamptz not null,
            settled_at  timestamptz,
            unique (schedule_id, key, version),
            check (state not in ('imported', 'same_content')
                   or (job_id is not null and sha256 is not null))
        );
        create index source_objects_open on source_objects (schedule_id, modified_at)
            where state in ('growing', 'new');
        create index source_objects_by_time on source_objects (schedule_id, modified_at, id);
        create index source_objects_by_content on source_objects (schedule_id, sha256)
            where state = 'imported';
        """
    )


def downgrade() -> None:
    op.execute("drop table source_objects, schedule_occurrences, schedules")
