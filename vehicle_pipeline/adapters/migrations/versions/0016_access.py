"""Who may use the API, and what they have done: tokens, sessions, the audit log."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- Secrets are random, so one round of SHA-256 keeps them; they themselves are nowhere.
        create table access_tokens (
            id           uuid        primary key,
            name         text        not null,
            scope        text        not null check (scope in ('read', 'import', 'admin')),
            secret_hash  bytea       not null unique,
            created_at   timestamptz not null default now(),
            created_by   text,
            expires_at   timestamptz not null,
            last_used_at timestamptz,
            revoked_at   timestamptz
        );

        create table access_sessions (
            secret_hash bytea       primary key,
            kind        text        not null check (kind in ('token', 'person')),
            -- The token's id, or the person's subject at the provider.
            caller_id   text        not null,
            name        text        not null,
            scope       text        not null check (scope in ('read', 'import', 'admin')),
            created_at  timestamptz not null default now(),
            expires_at  timestamptz not null
        );
        create index access_sessions_of_caller on access_sessions (kind, caller_id);

        -- No references: it outlives what it tells of.
        create table audit_log (
            id          bigint      generated always as identity primary key,
            at          timestamptz not null default now(),
            caller_kind text        not null,
            caller_id   text        not null,
            caller_name text        not null,
            action      text        not null,
            import_id   uuid,
            schedule_id uuid,
            subject     text,
            request_id  text
        );
        create index audit_log_of_import on audit_log (import_id, id) where import_id is not null;
        create index audit_log_of_schedule on audit_log (schedule_id, id)
            where schedule_id is not null;

        create function keep_audit_log() returns trigger language plpgsql as $$
        begin
            -- Housekeeping says so for its transaction: see `housekeeping.sql`.
            if tg_op = 'DELETE'
                    and current_setting('vehicle_pipeline.keeps_house', true) = 'yes' then
                return old;
            end if;
            raise exception 'rows of audit_log are neither changed nor removed';
        end $$;
        create trigger keep_audit_log before update or delete on audit_log
            for each row execute function keep_audit_log();
        create trigger keep_audit_log_whole before truncate on audit_log
            for each statement execute function keep_audit_log();

        alter table import_jobs add created_by text;
        """
    )


def downgrade() -> None:
    op.execute(
        """
        alter table import_jobs drop created_by;
        drop table audit_log;
        drop function keep_audit_log;
        drop table access_sessions;
        drop table access_tokens;
        """
    )
