"""Sessions of the console: a cookie stands for a caller until it expires or is ended."""

from collections.abc import Sequence

from vehicle_pipeline.access_contracts import AuditAction, Caller
from vehicle_pipeline.acting import Actor, acting
from vehicle_pipeline.adapters.access.audit_log import note
from vehicle_pipeline.adapters.access.secrets import Secret, new_secret
from vehicle_pipeline.adapters.postgres.database import Database, load_statements

_SQL = load_statements("access_sessions")


class Sessions:
    """The table `access_sessions`."""

    def __init__(self, database: Database, seconds: float) -> None:
        self._database = database
        self._seconds = seconds

    def begin(
        self, caller: Caller, former: Secret | None = None, request_id: str | None = None
    ) -> Secret:
        """Begin a session, always under a new secret, and end the browser's former one."""
        secret = new_secret()
        values = {
            "secret_hash": secret.hash,
            "kind": caller.kind,
            "caller_id": caller.id,
            "name": caller.name,
            "scope": caller.scope,
            "seconds": self._seconds,
        }
        who = Actor(caller=caller, request_id=request_id)
        with self._database.transaction() as connection, acting(who):
            if former:
                connection.execute(_SQL.end_one, {"secret_hash": former.hash})
            connection.execute(_SQL.remove_expired)
            connection.execute(_SQL.begin, values)
            note(connection, AuditAction.SIGNED_IN)
        return secret

    def caller(self, secret: Secret) -> Caller | None:
        """Return whose session a secret is; None if it has ended, or never was one."""
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.find, {"secret_hash": secret.hash}).fetchone()
        return Caller.model_validate(row) if row else None

    def end_everywhere(self, secret: Secret, request_id: str | None = None) -> None:
        """End all sessions of whose session this is."""
        caller = self.caller(secret)
        if caller is None:
            return
        who = Actor(caller=caller, request_id=request_id)
        with self._database.transaction() as connection, acting(who):
            connection.execute(_SQL.end_all_of_same, {"secret_hash": secret.hash})
            note(connection, AuditAction.SIGNED_OUT)

    def still_good(self, tokens: Sequence[bytes], sessions: Sequence[bytes]) -> set[bytes]:
        """Return those hashes of secrets whose tokens and sessions still give access."""
        values = {"tokens": list(tokens), "sessions": list(sessions)}
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.good, values).fetchall()
        return {bytes(row["secret_hash"]) for row in rows}
