"""Takes messages from the queue and settles them: each is deleted once its import is terminal.

Between receipt and settlement a message is leased. The lease is extended for as long as a run of
its import lives; when a run ends without finishing the import, the message goes back to the queue,
which delivers it again and, after too many deliveries, moves it to the dead-letter queue.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import dagster as dg

from vehicle_pipeline.adapters.deliveries import Deliveries, OpenDelivery
from vehicle_pipeline.adapters.import_jobs import ImportJobs
from vehicle_pipeline.adapters.upload_queue import Delivery, UploadQueue
from vehicle_pipeline.contracts import JOB_ID_TAG, ImportRecord
from vehicle_pipeline.errors import ImportNotFoundError

# Dagster puts this tag on a failed run that it is going to repeat by itself.
_WILL_RETRY_TAG = "dagster/will_retry"
# Pause before a message is delivered again: doubles with each attempt up to this, in seconds.
_LONGEST_PAUSE = 300
# Messages leased at a time; more would only wait in Dagster's queue instead of in SQS.
MAX_OPEN = 50


@dataclass(frozen=True)
class Intake:
    """The queue's consumer. Keeps nothing in memory: another process can go on at any time."""

    queue: UploadQueue
    deliveries: Deliveries
    jobs: ImportJobs
    instance: dg.DagsterInstance
    lease_seconds: int

    def settle(self) -> int:
        """Settle what is decided, extend the lease of the rest; return how many are open still."""
        open_ = self.deliveries.open()
        settled = [delivery for delivery in open_ if self._settle(delivery)]
        for delivery in settled:
            self.deliveries.forget(delivery.message_id)
        return len(open_) - len(settled)

    def _settle(self, delivery: OpenDelivery) -> bool:
        """Settle one delivery; False while its import may still finish."""
        try:
            import_ = self.jobs.get(delivery.job_id)
        except ImportNotFoundError:
            # Deleted meanwhile. The message stays until it is a dead letter that somebody can see.
            return True
        if import_.status.is_terminal:
            self.queue.delete(delivery.receipt_handle)
            return True
        run = self._latest_run(import_.id)
        if run is None:
            if delivery.age_seconds > self.lease_seconds:
                # The tick that asked for the run broke off: the message has to come back.
                return True
            self.queue.extend(delivery.receipt_handle, self.lease_seconds)
            return False
        if not run.is_finished or run.tags.get(_WILL_RETRY_TAG) == "true":
            self.queue.extend(delivery.receipt_handle, self.lease_seconds)
            return False
        if run.status is dg.DagsterRunStatus.CANCELED:
            self.jobs.cancel(import_.id)
            self.queue.delete(delivery.receipt_handle)
            return True
        return self._give_back(delivery, run)

    def _give_back(self, delivery: OpenDelivery, run: dg.DagsterRun) -> bool:
        if delivery.attempt >= self.queue.max_receive_count:
            # The next delivery would be one too many: SQS makes it a dead letter instead.
            self.jobs.fail(
                delivery.job_id, "gave_up", {"attempts": delivery.attempt, "run_id": run.run_id}
            )
        self.queue.extend(delivery.receipt_handle, pause_after(delivery.attempt))
        return True

    def take(self, wait_seconds: int) -> Iterator[tuple[Delivery, ImportRecord]]:
        """Wait for messages; yield those whose import needs a run, once per import."""
        started: set[UUID] = set()
        for delivery in self.queue.receive(wait_seconds):
            import_ = self._import_of(delivery)
            if import_ is None:
                # Not ours. It stays in the queue until it is a dead letter that somebody can see.
                continue
            if import_.status.is_terminal:
                self.queue.delete(delivery.receipt_handle)
                continue
            self.deliveries.remember(delivery)
            if import_.id not in started and not self._has_live_run(import_.id):
                started.add(import_.id)
                yield delivery, import_

    def _import_of(self, delivery: Delivery) -> ImportRecord | None:
        if delivery.job_id is None:
            return None
        try:
            return self.jobs.get(delivery.job_id)
        except ImportNotFoundError:
            return None

    def _has_live_run(self, job_id: UUID) -> bool:
        run = self._latest_run(job_id)
        return run is not None and not run.is_finished

    def _latest_run(self, job_id: UUID) -> dg.DagsterRun | None:
        filters = dg.RunsFilter(tags={JOB_ID_TAG: str(job_id)})
        return next(iter(self.instance.get_runs(filters, limit=1)), None)


def pause_after(attempt: int) -> int:
    """Return how long to wait after an attempt that failed, in seconds."""
    return int(min(5 * 2 ** (attempt - 1), _LONGEST_PAUSE))
