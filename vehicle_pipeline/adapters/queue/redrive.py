"""Giving dead letters another chance."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from vehicle_pipeline.access_contracts import AuditAction
from vehicle_pipeline.adapters.access.audit_log import note
from vehicle_pipeline.adapters.imports.job_rows import revive
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements
from vehicle_pipeline.adapters.queue.dead_letters import to_body
from vehicle_pipeline.adapters.queue.upload_queue import UploadQueue
from vehicle_pipeline.errors import (
    DeadLetterNotFoundError,
    DeadLetterOrphanedError,
    ImportNotFoundError,
    ImportNotRevivableError,
)
from vehicle_pipeline.frozen import Frozen

_SQL = load_statements("dead_letters")


class RedriveOutcome(StrEnum):
    """What a redrive has done."""

    IMPORT_RESUMED = "import_resumed"
    NOTHING_TO_DO = "nothing_to_do"
    MESSAGE_SENT = "message_sent"
    ALREADY_REDRIVEN = "already_redriven"


class RedriveReport(Frozen):
    """How many letters were redriven, and which could not be: their import does not exist."""

    redriven: int
    orphaned: list[UUID]


class Redrive:
    """Sends dead letters on their way again."""

    def __init__(self, database: Database, queue: UploadQueue) -> None:
        self._database = database
        self._queue = queue

    def one(self, letter_id: UUID) -> RedriveOutcome:
        """Have the import of a letter go on, or send a foreign message again as it is.

        Raises DeadLetterNotFoundError, DeadLetterOrphanedError, QueueUnavailableError.
        """
        with self._database.transaction() as connection:
            values = {"letter_id": letter_id}
            letter = connection.execute(_SQL.take, values).fetchone()
            if letter is None:
                raise DeadLetterNotFoundError(letter_id)
            if letter["redriven_at"] is not None:
                return RedriveOutcome.ALREADY_REDRIVEN
            outcome = self._redrive(connection, letter)
            connection.execute(_SQL.mark_redriven, values)
            note(connection, AuditAction.MESSAGE_REDRIVEN, subject=str(letter_id))
        return outcome

    def _redrive(self, connection: Connection, letter: dict[str, Any]) -> RedriveOutcome:
        if letter["job_id"] is None:
            # Where this breaks off before the commit, the message is sent twice; SQS does so, too.
            self._queue.send_body(to_body(letter["body"]))
            return RedriveOutcome.MESSAGE_SENT
        try:
            revive(connection, letter["job_id"])
        except ImportNotRevivableError:
            # It was completed, or has another message and is under way.
            return RedriveOutcome.NOTHING_TO_DO
        except ImportNotFoundError as error:
            raise DeadLetterOrphanedError(letter["job_id"]) from error
        return RedriveOutcome.IMPORT_RESUMED

    def all(self) -> RedriveReport:
        """Redrive every open letter, oldest first, each in a transaction of its own.

        Raises QueueUnavailableError; what was redriven until then stays so.
        """
        redriven, orphaned = 0, []
        for letter_id in self._open_ids():
            try:
                redriven += self.one(letter_id) is not RedriveOutcome.ALREADY_REDRIVEN
            except DeadLetterOrphanedError:
                orphaned.append(letter_id)
            except DeadLetterNotFoundError:
                continue  # dismissed meanwhile
        return RedriveReport(redriven=redriven, orphaned=orphaned)

    def _open_ids(self) -> list[UUID]:
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.open_ids).fetchall()
        return [row["id"] for row in rows]
