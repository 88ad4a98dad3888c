"""Changes of an import's status that no event of Dagster's log shows, for clients that follow."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        alter table import_jobs
            -- The end of its run in Dagster's log shows that the import has ended. Always true of
            -- a completed one.
            add ended_by_run boolean not null default false;

        create table import_changes (
            id             bigint      generated always as identity primary key,
            job_id         uuid        not null references import_jobs on delete cascade,
            status         text        not null,
            dagster_run_id text,
            started_at     timestamptz,
            -- The newest event of Dagster's log before the change: their order for a reader.
            log_id         bigint      not null
        );
        create index import_changes_of_job on import_changes (job_id, id);

        -- At the commit, one transaction after the other: so ids become visible in their order.
        create function note_import_change() returns trigger language plpgsql as $$
        declare
            newest bigint := 0;
        begin
            if tg_op = 'UPDATE' and (new.status, new.dagster_run_id)
                    is not distinct from (old.status, old.dagster_run_id) then
                return null;
            end if;
            perform pg_advisory_xact_lock('import_changes'::regclass::oid::bigint);
            if to_regclass('dagster.event_logs') is not null then
                select max(id) into newest from dagster.event_logs;
            end if;
            insert into import_changes (job_id, status, dagster_run_id, started_at, log_id)
            values (new.id, new.status, new.dagster_run_id, new.started_at,
                    greatest(newest, (select log_id from import_changes order by id desc limit 1),
                             0));
            perform pg_notify('import_changes', '');
            return null;
        end $$;
        create constraint trigger note_import_change
            after insert or update of status, dagster_run_id on import_jobs
            deferrable initially deferred
            for each row when (new.status <> 'completed' and not new.ended_by_run)
            execute function note_import_change();
        """
    )


def downgrade() -> None:
    op.execute(
        """
        drop trigger note_import_change on import_jobs;
        drop function note_import_change;
        drop table import_changes;
        alter table import_jobs drop ended_by_run;
        """
    )
