"""API tokens: made, listed, revoked, recognised."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from vehicle_pipeline.access_contracts import AuditAction, Caller, CallerKind, Scope
from vehicle_pipeline.acting import actor_name
from vehicle_pipeline.adapters.access.audit_log import note
from vehicle_pipeline.adapters.access.secrets import TOKEN_PREFIX, Secret, new_secret
from vehicle_pipeline.adapters.postgres.database import Database, load_statements, one
from vehicle_pipeline.errors import AccessRefusedError, TokenNotFoundError
from vehicle_pipeline.frozen import Frozen

_SQL = load_statements("access_tokens")


class Token(Frozen):
    """What is known of a token; its secret is not."""

    id: UUID
    name: str
    scope: Scope
    created_at: datetime
    created_by: str | None
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token and its secret, which is shown this once."""

    token: Token
    secret: Secret


class Tokens:
    """The table `access_tokens`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, scope: Scope, days: int) -> NewToken:
        """Make a token that expires after so many days."""
        secret = new_secret(TOKEN_PREFIX)
        values = {
            "id": uuid4(),
            "name": name,
            "scope": scope,
            "secret_hash": secret.hash,
            "created_by": actor_name(),
            "days": days,
        }
        with self._database.transaction() as connection:
            made = _token(one(connection, _SQL.create, values))
            note(connection, AuditAction.TOKEN_CREATED, subject=name)
        return NewToken(made, secret)

    def list(self) -> list[Token]:
        """Return all tokens, the revoked ones last, each group newest first."""
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.list).fetchall()
        return [_token(row) for row in rows]

    def revoke(self, token_id: UUID) -> Token:
        """End a token's access, and that of sessions begun with it. Raises TokenNotFoundError."""
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.revoke, {"id": token_id}).fetchone()
            if row is None:
                raise TokenNotFoundError(token_id)
            note(connection, AuditAction.TOKEN_REVOKED, subject=row["name"])
        return _token(row)

    def caller(self, secret: Secret) -> Caller:
        """Return who has a secret. Raises AccessRefusedError."""
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.find, {"secret_hash": secret.hash}).fetchone()
        if row is None:
            raise AccessRefusedError("token_unknown")
        if row["is_revoked"]:
            raise AccessRefusedError("token_revoked")
        if row["is_expired"]:
            raise AccessRefusedError("token_expired")
        return Caller(
            kind=CallerKind.TOKEN, id=str(row["id"]), name=row["name"], scope=Scope(row["scope"])
        )


def _token(row: dict[str, object]) -> Token:
    return Token.model_validate({name: row[name] for name in Token.model_fields})
