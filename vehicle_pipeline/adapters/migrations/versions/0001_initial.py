"""Imports, their ledger, their rejected rows, the vehicles and the queue's bookkeeping."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        create table import_jobs (
            id             uuid        primary key,
            filename       text        not null,
            object_key     text        not null,
            file_size      bigint      not null check (file_size >= 0),
            file_sha256    text        not null,
            idempotency_key text       unique,
            on_conflict    text        not null default 'skip'
                                       check (on_conflict in ('skip', 'update')),
            status         text        not null default 'pending'
                                       check (status in ('pending', 'processing', 'completed',
                                                         'failed', 'cancelled')),
            dialect        jsonb,
            total_rows     integer,
            processed_rows integer     not null default 0,
            error_rows     integer     not null default 0,
            inserted_rows  integer     not null default 0,
            updated_rows   integer     not null default 0,
            unchanged_rows integer     not null default 0,
            duplicate_rows integer     not null default 0,
            rejected_rows  integer     not null default 0,
            dagster_run_id text,
            error_code     text,
            error_params   jsonb       not null default '{}',
            created_at     timestamptz not null default now(),
            started_at     timestamptz,
            finished_at    timestamptz,
            progress_at    timestamptz,
            check (processed_rows = inserted_rows + updated_rows + unchanged_rows),
            check (error_rows = duplicate_rows + rejected_rows),
            check (status <> 'completed'
                   or coalesce(processed_rows + error_rows = total_rows, false))
        );
        create index import_jobs_newest_first on import_jobs (created_at desc, id desc);
        create index import_jobs_unfinished on import_jobs (created_at)
            where status in ('pending', 'processing');

        create table job_logs (
            id         bigint      generated always as identity primary key,
            job_id     uuid        not null references import_jobs on delete cascade,
            level      text        not null check (level in ('info', 'warning', 'error')),
            code       text        not null,
            params     jsonb       not null default '{}',
            row_number integer,
            created_at timestamptz not null default clock_timestamp()
        );
        create index job_logs_of_job on job_logs (job_id, id);

        -- The ledger: a chunk's rows, its rejected rows and `committed_at` commit together.
        create table import_chunks (
            job_id         uuid    not null references import_jobs on delete cascade,
            chunk_index    integer not null check (chunk_index >= 0),
            first_row      integer not null,
            row_count      integer not null check (row_count >= 0),
            inserted_rows  integer not null default 0,
            updated_rows   integer not null default 0,
            unchanged_rows integer not null default 0,
            duplicate_rows integer not null default 0,
            rejected_rows  integer not null default 0,
            committed_at   timestamptz,
            primary key (job_id, chunk_index)
        );

        create table rejected_rows (
            job_id      uuid    not null references import_jobs on delete cascade,
            row_number  integer not null,
            code        text    not null,
            field       text    not null,
            value       text,
            params      jsonb   not null default '{}',
            raw_row     jsonb   not null,
            chunk_index integer not null,
            primary key (job_id, row_number, field, code)
        );

        -- `plate` is the canonical (Mercosul) form. No foreign key to import_jobs: checking it
        -- once per row would double the cost of a bulk load, and vehicles outlive their import.
        create table vehicles (
            plate      text collate "C" primary key
                       constraint vehicles_plate_is_canonical
                       check (plate ~ '^[A-Z]{3}[0-9][A-Z][0-9]{2}$'),
            placa      text           not null,
            modelo     text           not null,
            ano        integer        not null,
            valor_fipe numeric(12, 2) not null,
            import_id  uuid           not null,
            source_row integer        not null,
            created_at timestamptz    not null default now(),
            updated_at timestamptz    not null default now()
        );

        -- An import's rows lie together, so ranges of pages say as much as a B-tree, which would
        -- add a sixth to the cost of a bulk load.
        create index vehicles_of_import on vehicles using brin (import_id)
            with (pages_per_range = 32, autosummarize = on);

        -- An accepted upload whose queue message has not been sent yet.
        create table outbox (
            id         bigint      generated always as identity primary key,
            job_id     uuid        not null references import_jobs on delete cascade,
            created_at timestamptz not null default now()
        );

        -- Messages received and not yet settled (deleted or given back).
        create table deliveries (
            message_id     text        primary key,
            job_id         uuid        not null,
            receipt_handle text        not null,
            attempt        integer     not null,
            received_at    timestamptz not null default now()
        );

        create materialized view fleet_by_year as
            select ano,
                   count(*)                  as vehicles,
                   sum(valor_fipe)           as total_value,
                   round(avg(valor_fipe), 2) as average_value
            from vehicles
            group by ano
            order by ano desc;

        create materialized view fipe_price_statistics as
            select modelo,
                   count(*)                  as vehicles,
                   min(valor_fipe)           as lowest,
                   percentile_disc(0.5) within group (order by valor_fipe) as median,
                   max(valor_fipe)           as highest
            from vehicles
            group by modelo
            order by count(*) desc, modelo;

        create materialized view import_quality as
            select (created_at at time zone 'UTC')::date as day,
                   count(*)                              as imports,
                   count(*) filter (where status = 'failed') as failed,
                   coalesce(sum(total_rows), 0)          as rows,
                   coalesce(sum(rejected_rows), 0)       as rejected,
                   coalesce(sum(duplicate_rows), 0)      as duplicates,
                   round(100.0 * coalesce(sum(rejected_rows), 0)
                         / nullif(sum(total_rows), 0), 2) as rejected_percent
            from import_jobs
            group by day
            order by day desc;
        """
    )


def downgrade() -> None:
    op.execute(
        """
        drop materialized view fleet_by_year, fipe_price_statistics, import_quality;
        drop table deliveries, outbox, vehicles, rejected_rows, import_chunks, job_logs,
                   import_jobs
        """
    )
