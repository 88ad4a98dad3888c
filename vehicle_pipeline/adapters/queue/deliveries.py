"""The delivery ledger: what became of each message that SQS delivered, in the database."""

from uuid import UUID

from vehicle_pipeline.adapters.postgres.database import Database, load_statements
from vehicle_pipeline.adapters.queue.upload_queue import Delivery
from vehicle_pipeline.frozen import Frozen

_SQL = load_statements("deliveries")


class OpenDelivery(Frozen):
    """A delivery that is not settled."""

    message_id: str
    receipt_handle: str
    job_id: UUID
    attempt: int
    age_seconds: float


class Deliveries:
    """The table `deliveries`: a row per message that is leased, or was given back to come again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, delivery: Delivery, lease_seconds: int) -> None:
        """Record a delivery, in place of an earlier one of the same message."""
        self._execute(
            _SQL.remember,
            message_id=delivery.message_id,
            receipt_handle=delivery.receipt_handle,
            job_id=delivery.job_id,
            attempt=delivery.attempt,
            lease_seconds=lease_seconds,
        )

    def open(self) -> list[OpenDelivery]:
        """Return the deliveries that are not settled, oldest first."""
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.open).fetchall()
        return [OpenDelivery.model_validate(row) for row in rows]

    def extend(self, message_id: str, seconds: int) -> None:
        """Note that the lease was extended, to `seconds` from now."""
        self._execute(_SQL.extend, message_id=message_id, seconds=seconds)

    def give_back(self, message_id: str, seconds: int) -> None:
        """Note that SQS is to deliver the message again, in `seconds` from now."""
        self._execute(_SQL.give_back, message_id=message_id, seconds=seconds)

    def forget(self, message_id: str) -> None:
        """Drop a delivery: its message was deleted from the queue, or is not ours."""
        self._execute(_SQL.forget, message_id=message_id)

    def forget_returned(self) -> None:
        """Drop what was given back for imports that have ended meanwhile."""
        self._execute(_SQL.forget_returned)

    def _execute(self, statement: str, **values: object) -> None:
        with self._database.transaction() as connection:
            connection.execute(statement, values)
