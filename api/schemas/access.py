"""Tokens and the audit log as JSON."""

from uuid import UUID

from pydantic import Field

from api.schemas.base import Answer, UtcTime
from vehicle_pipeline.access_contracts import CallerKind, Scope


class Token(Answer):
    """An API token, without its secret."""

    id: UUID
    name: str
    scope: Scope
    created_at: UtcTime
    created_by: str | None = Field(description="None: made at the command line.")
    expires_at: UtcTime
    last_used_at: UtcTime | None = Field(description="To the minute.")
    revoked_at: UtcTime | None


class MadeToken(Token):
    """A new token, with its secret."""

    secret: str = Field(description="For the header `Authorization: Bearer ...`; shown this once.")


class Tokens(Answer):
    """All tokens."""

    items: list[Token]


class AuditEntry(Answer):
    """Something that somebody has done."""

    id: int
    at: UtcTime
    caller_kind: CallerKind
    caller_name: str
    caller_id: str
    action: str
    message: str = Field(description="In the reader's language.")
    import_id: UUID | None
    schedule_id: UUID | None
    subject: str | None = Field(description="What else it was about, by name.")
    request_id: str | None


class AuditEntries(Answer):
    """Some entries, newest first."""

    items: list[AuditEntry]
    next_before: int | None = Field(description="`before` for the next ones; None: no more.")
