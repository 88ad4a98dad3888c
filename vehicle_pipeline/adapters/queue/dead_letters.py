"""Messages that SQS gave up on, kept in the database until they are redriven or dismissed."""

from codecs import getincrementaldecoder
from datetime import datetime
from uuid import UUID

from vehicle_pipeline.access_contracts import AuditAction
from vehicle_pipeline.adapters.access.audit_log import note
from vehicle_pipeline.adapters.alerts.outbox import raise_alert
from vehicle_pipeline.adapters.postgres.database import Database, load_statements, one
from vehicle_pipeline.adapters.queue.dead_messages import DeadMessage
from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.errors import DeadLetterNotFoundError
from vehicle_pipeline.frozen import Frozen

# A list shows the beginning of each body, in bytes: a whole one may have a megabyte.
LISTED_BYTES = 1_000

_SQL = load_statements("dead_letters")


class DeadLetter(Frozen):
    """A dead letter, and the import that it asks for; `job_id` is None where it is not ours.

    `body` is UTF-8 as far as the sender kept to it, and in a list only the beginning.
    """

    id: UUID
    message_id: str
    job_id: UUID | None
    filename: str | None
    import_status: ImportStatus | None
    body: bytes
    body_size: int
    receive_count: int
    sent_at: datetime | None
    collected_at: datetime
    redriven_at: datetime | None

    @property
    def text(self) -> str:
        """The body to be read; what is not text in it shows as U+FFFD."""
        is_whole = len(self.body) == self.body_size
        return getincrementaldecoder("utf-8")("replace").decode(self.body, final=is_whole)


class DeadLetterPage(Frozen):
    """Some dead letters, newest first, and how many there are in all."""

    items: list[DeadLetter]
    total: int


class DeadLetters:
    """The table `dead_letters`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, message: DeadMessage) -> None:
        """Keep a dead message; nothing happens to one that is kept already.

        Only afterwards may it be deleted from the dead-letter queue. One that belongs to no import
        raises an alert; for the others the import's failure does.
        """
        values = {
            "message_id": message.message_id,
            "job_id": message.job_id,
            "body": to_bytes(message.body),
            "receive_count": message.receive_count,
            "sent_at": message.sent_at,
        }
        with self._database.transaction() as connection:
            new = connection.execute(_SQL.remember, values).fetchone()
            if new and not new["has_import"]:
                raise_alert(connection, "dead_letter", {"message_id": message.message_id})

    def has_successor(self, message: DeadMessage) -> bool:
        """Whether another message of the same import is on its way, or is being worked on."""
        values = {
            "job_id": message.job_id,
            "message_id": message.message_id,
            "sent_at": message.sent_at,
        }
        with self._database.transaction() as connection:
            found: bool = one(connection, _SQL.has_successor, values)["has_successor"]
        return found

    def page(self, *, redriven: bool, skip: int, limit: int) -> DeadLetterPage:
        """Return the open letters, or the redriven ones, after the first `skip`, newest first."""
        values = {"redriven": redriven, "skip": skip, "limit": limit, "body_bytes": LISTED_BYTES}
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.page, values).fetchall()
            total = one(connection, _SQL.count, values)["total"]
        return DeadLetterPage(items=[DeadLetter(**row) for row in rows], total=total)

    def count_open(self) -> int:
        """Return how many letters were neither redriven nor dismissed."""
        with self._database.transaction() as connection:
            return int(one(connection, _SQL.count, {"redriven": False})["total"])

    def get(self, letter_id: UUID) -> DeadLetter:
        """Return one letter with its whole body. Raises DeadLetterNotFoundError."""
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.get, {"letter_id": letter_id}).fetchone()
        if row is None:
            raise DeadLetterNotFoundError(letter_id)
        return DeadLetter(**row)

    def dismiss(self, letter_id: UUID) -> None:
        """Delete a letter for good. Raises DeadLetterNotFoundError."""
        with self._database.transaction() as connection:
            if connection.execute(_SQL.dismiss, {"letter_id": letter_id}).fetchone() is None:
                raise DeadLetterNotFoundError(letter_id)
            note(connection, AuditAction.MESSAGE_DISMISSED, subject=str(letter_id))


def to_bytes(body: str) -> bytes:
    """Return a message's body as it is stored: whatever JSON can carry comes back unchanged."""
    return body.encode("utf-8", "surrogatepass")


def to_body(stored: bytes) -> str:
    """Return a stored body as it was received."""
    return stored.decode("utf-8", "surrogatepass")
