"""The outbox: an upload's queue message is promised in its own transaction, and sent afterwards."""

from vehicle_pipeline.adapters.postgres.database import Database, load_statements
from vehicle_pipeline.adapters.queue.upload_queue import UploadQueue
from vehicle_pipeline.tracing.messages import sending

_SQL = load_statements("outbox")
# Messages sent per transaction, so that an interruption repeats few.
_BATCH = 100


class Outbox:
    """Messages promised and not yet sent."""

    def __init__(self, database: Database, queue: UploadQueue) -> None:
        self._database = database
        self._queue = queue

    def relay(self) -> int:
        """Send what waits, oldest first, and return how many messages that were.

        Safe to call from several processes at once. A message may be sent twice (SQS delivers at
        least once anyway), never lost. Raises QueueUnavailableError, DatabaseUnavailableError.
        """
        sent = 0
        while batch := self._relay_batch():
            sent += batch
        return sent

    def _relay_batch(self) -> int:
        with self._database.transaction() as connection:
            waiting = connection.execute(_SQL.take, {"limit": _BATCH}).fetchall()
            for entry in waiting:
                with sending(**entry) as traceparent:
                    self._queue.send(entry["job_id"], traceparent)
        return len(waiting)
