"""Alerts for other receivers: the webhook of all imports, and those of schedules."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- Who receives it: 'alerts' (ALERT_WEBHOOK_URL), 'webhook' (WEBHOOK_URL) or 'schedule'.
        alter table alerts add column channel text not null default 'alerts';
        alter table alerts add column schedule_id uuid references schedules on delete cascade;
        create index alerts_of_schedule on alerts (schedule_id);
        drop index alerts_unsent;
        create index alerts_unsent on alerts (channel, due_at) where sent_at is null;
        -- {"url": ..., "events": [...], "secret": ...}
        alter table schedules add column webhook jsonb;
        """
    )


def downgrade() -> None:
    op.execute(
        """
        alter table schedules drop column webhook;
        drop index alerts_unsent;
        alter table alerts drop column schedule_id, drop column channel;
        create index alerts_unsent on alerts (due_at) where sent_at is null;
        """
    )
