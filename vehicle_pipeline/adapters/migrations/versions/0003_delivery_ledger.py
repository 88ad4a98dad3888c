"""When a message comes back, dead letters, alerts, and what housekeeping removed."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        alter table import_jobs
            -- When the import's message was promised last; what hangs is recognised by it.
            add promised_at timestamptz not null default now(),
            -- When an ended import was last continued. Runs from before do not count for it.
            add revived_at timestamptz,
            -- When housekeeping gave up the file, and the rejected rows and log lines. Without its
            -- file an import cannot go on.
            add file_removed_at timestamptz,
            add rows_removed_at timestamptz;
        update import_jobs set promised_at = created_at;
        -- Several imports may be of one file.
        create index import_jobs_of_file on import_jobs (object_key);
        create index import_jobs_with_file on import_jobs (finished_at)
            where file_removed_at is null;
        create index import_jobs_with_rows on import_jobs (finished_at)
            where rows_removed_at is null;

        -- A message that was given back stays here until it comes again: `is_leased` is false
        -- then. SQS shows it again at `visible_at`, unless the lease is extended before.
        alter table deliveries
            add is_leased  boolean     not null default true,
            add visible_at timestamptz not null default now();
        create index deliveries_of_import on deliveries (job_id);

        -- Messages that SQS gave up on, taken out of its dead-letter queue: there they would be
        -- lost after two weeks at the latest. `job_id` is null for a message that is not ours.
        -- A foreign body may hold what `text` cannot, such as NUL.
        create table dead_letters (
            id            uuid        primary key default gen_random_uuid(),
            message_id    text        not null,
            job_id        uuid,
            body          bytea       not null,
            receive_count integer     not null,
            sent_at       timestamptz,
            collected_at  timestamptz not null default now(),
            redriven_at   timestamptz
        );
        -- A message that was collected and not yet deleted from the queue comes a second time.
        create unique index dead_letters_once on dead_letters (message_id)
            where redriven_at is null;
        create index dead_letters_newest_first on dead_letters (collected_at desc, id);

        -- Written in the transaction that makes them true, sent to the webhook afterwards.
        create table alerts (
            id         bigint      generated always as identity primary key,
            code       text        not null,
            params     jsonb       not null default '{}',
            job_id     uuid        references import_jobs on delete cascade,
            created_at timestamptz not null default now(),
            due_at     timestamptz not null default now(),
            attempts   integer     not null default 0,
            last_error text,
            sent_at    timestamptz
        );
        create index alerts_unsent on alerts (due_at) where sent_at is null;
        """
    )


def downgrade() -> None:
    op.execute(
        """
        drop table alerts, dead_letters;
        drop index deliveries_of_import;
        delete from deliveries where not is_leased;
        alter table deliveries drop is_leased, drop visible_at;
        drop index import_jobs_of_file;
        alter table import_jobs
            drop promised_at, drop revived_at, drop file_removed_at, drop rows_removed_at;
        """
    )
