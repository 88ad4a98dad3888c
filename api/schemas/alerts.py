"""Alerts as JSON."""

from uuid import UUID

from pydantic import Field

from api.schemas.base import Answer, Page, UtcTime


class Alert(Answer):
    """A failure that is, or will be, sent to the webhook."""

    id: int = Field(description="The webhook gets the same.")
    code: str
    message: str = Field(description="In the reader's language.")
    job_id: UUID | None
    created_at: UtcTime
    sent_at: UtcTime | None = Field(description="When the webhook took it.")
    attempts: int
    last_error: str | None = Field(description="Why the last attempt did not arrive.")


class Alerts(Page):
    """Some alerts, newest first."""

    items: list[Alert]
