"""SQS deliveries between receipt and settlement: remembered in the database, not in a process."""

from uuid import UUID

from vehicle_pipeline.adapters.database import Database, load_statements
from vehicle_pipeline.adapters.upload_queue import Delivery
from vehicle_pipeline.contracts import Frozen

_SQL = load_statements("deliveries")


class OpenDelivery(Frozen):
    """A delivery that is not settled, and the last that is known of its import."""

    message_id: str
    receipt_handle: str
    job_id: UUID
    attempt: int
    age_seconds: float


class Deliveries:
    """The table `deliveries`: one row per message that we hold a lease on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, delivery: Delivery) -> None:
        """Record a delivery; one of the same message that is still open is replaced by it."""
        with self._database.transaction() as connection:
            connection.execute(
                _SQL.remember,
                {
                    "message_id": delivery.message_id,
                    "receipt_handle": delivery.receipt_handle,
                    "job_id": delivery.job_id,
                    "attempt": delivery.attempt,
                },
            )

    def open(self) -> list[OpenDelivery]:
        """Return the deliveries that are not settled, oldest first."""
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.open).fetchall()
        return [OpenDelivery.model_validate(row) for row in rows]

    def forget(self, message_id: str) -> None:
        """Drop a delivery that was deleted from the queue or given back to it."""
        with self._database.transaction() as connection:
            connection.execute(_SQL.forget, {"message_id": message_id})
