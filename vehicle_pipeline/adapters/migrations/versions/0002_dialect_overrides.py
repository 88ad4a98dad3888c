"""Dialect overrides of an upload, dry runs, corrected rows, and suggestions."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


# What a dry run found is no part of what came in.
IMPORT_QUALITY = """
    drop materialized view import_quality;
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
        {where}
        group by day
        order by day desc;
"""


def upgrade() -> None:
    op.execute(
        """
        alter table import_jobs
            add overrides jsonb not null default '{}',
            add dry_run boolean not null default false,
            add dry_run_report jsonb,
            -- Not only for show: a chain of corrections is found from either end.
            add parent_id uuid references import_jobs on delete set null;
        create index import_jobs_corrections on import_jobs (parent_id)
            where parent_id is not null;

        -- Dry runs only: rows of vehicles that the table has, with other values and with the same.
        alter table import_chunks
            add would_change_rows integer not null default 0,
            add would_keep_rows   integer not null default 0;

        alter table rejected_rows add suggestion text;

        -- Assumptions have got parameters.
        update import_jobs
        set dialect = jsonb_set(
            dialect, '{assumptions}',
            coalesce((select jsonb_agg(jsonb_build_object('code', code, 'params', '{}'::jsonb))
                      from jsonb_array_elements_text(dialect -> 'assumptions') as code), '[]'))
        where dialect is not null;
        """
    )
    op.execute(IMPORT_QUALITY.format(where="where not dry_run"))


def downgrade() -> None:
    op.execute(IMPORT_QUALITY.format(where=""))
    op.execute(
        """
        update import_jobs
        set dialect = jsonb_set(
            dialect - 'is_wrapped' - 'overridden' - 'parent_id', '{assumptions}',
            coalesce((select jsonb_agg(item -> 'code')
                      from jsonb_array_elements(dialect -> 'assumptions') as item), '[]'))
        where dialect is not null;
        alter table rejected_rows drop suggestion;
        alter table import_chunks drop would_change_rows, drop would_keep_rows;
        alter table import_jobs
            drop overrides, drop dry_run, drop dry_run_report, drop parent_id;
        """
    )
