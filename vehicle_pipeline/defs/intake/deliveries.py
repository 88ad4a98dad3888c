"""Receives messages and settles their deliveries.

To settle a delivery is to delete its message, once the import is terminal or held, or to return the
message to the queue, if a run ended without finishing the import. Until then the message is
leased; the lease is extended while a run of its import is alive and makes progress. SQS delivers
a returned message again and, after too many deliveries, moves it to the dead-letter queue.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import dagster as dg

from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.queue.deliveries import Deliveries, OpenDelivery
from vehicle_pipeline.adapters.queue.upload_queue import Delivery, UploadQueue
from vehicle_pipeline.contracts import ImportRecord, ImportStatus
from vehicle_pipeline.defs.intake.import_runs import ImportRuns
from vehicle_pipeline.defs.intake.run_ends import RunEnds
from vehicle_pipeline.domain.run_ends import Consequence
from vehicle_pipeline.errors import ImportNotFoundError, UnavailableError
from vehicle_pipeline.logs.bound import bound

logger = logging.getLogger(__name__)

# Longest delay before a message is delivered again, in seconds; it doubles with each attempt.
_LONGEST_PAUSE = 300
# Messages leased at a time; more would merely wait in Dagster's queue instead of in SQS.
MAX_OPEN = 50
# Age in seconds at which a delivery without a run counts as lost. A tick creates its runs before
# the next tick begins, so such a delivery was received by a tick that failed. (Dagster itself
# resumes a tick that the daemon's death interrupted.)
NO_RUN_SECONDS = 15


@dataclass(frozen=True)
class Intake:
    """The queue's consumer. Keeps no state in memory: another process can continue at any time."""

    queue: UploadQueue
    deliveries: Deliveries
    jobs: ImportJobs
    runs: ImportRuns
    lease_seconds: int
    stalled_after_seconds: int

    @property
    def ends(self) -> RunEnds:
        """Applies the ends of runs to their imports."""
        return RunEnds(self.jobs, self.runs)

    def settle(self) -> int:
        """Settle deliveries or extend their leases; return how many remain open."""
        self.deliveries.forget_returned()
        open_ = self.deliveries.open()
        return sum(not self._try_to_settle(delivery) for delivery in open_)

    def _try_to_settle(self, delivery: OpenDelivery) -> bool:
        """Settle one delivery; an error is logged, so that it does not block the others."""
        with bound(import_id=delivery.job_id):
            try:
                return self._settle(delivery)
            except UnavailableError:
                raise
            except Exception:
                logger.exception("delivery %s could not be settled", delivery.message_id)
                return False

    def _settle(self, delivery: OpenDelivery) -> bool:
        """Settle one delivery; return False if it stays open because its import may still end."""
        try:
            import_ = self.jobs.get(delivery.job_id)
        except ImportNotFoundError:
            # The import was deleted. Its message stays and becomes a dead letter, which is visible.
            self.deliveries.forget(delivery.message_id)
            return True
        run = self.runs.live(import_)
        if not import_.status.wants_run:
            if run and import_.status is ImportStatus.CANCELLED:
                self.runs.cancel(run)
            return self._done(delivery)
        if run:
            self._watch(run, import_)
            return self._keep(delivery)
        return self._conclude(delivery, import_)

    def _watch(self, run: dg.DagsterRun, import_: ImportRecord) -> None:
        is_running = run.status is dg.DagsterRunStatus.STARTED
        if is_running and self.runs.silence(run, import_) > self.stalled_after_seconds:
            self.runs.stop_stalled(run)

    def _conclude(self, delivery: OpenDelivery, import_: ImportRecord) -> bool:
        """Settle a delivery whose import has no live run."""
        drawn = self.ends.conclude(import_)
        if drawn is Consequence.WAIT:
            return self._keep(delivery)
        if drawn is Consequence.CANCEL:
            return self._done(delivery)
        if drawn is Consequence.START:
            is_lost = delivery.age_seconds > NO_RUN_SECONDS
            return self._give_back(delivery, 0) if is_lost else self._keep(delivery)
        self._give_back(delivery, pause_after(delivery.attempt))
        if delivery.attempt >= self.queue.max_receive_count:
            # The limit is reached: SQS moves the message to the dead-letter queue.
            self._give_up(delivery, import_)
        return True

    def _give_up(self, delivery: OpenDelivery, import_: ImportRecord) -> None:
        last = self.runs.last(import_)
        params = {"attempts": delivery.attempt, "run_id": last.run_id if last else "-"}
        self.jobs.fail(import_.id, "gave_up", params, epoch=import_.epoch)

    def _done(self, delivery: OpenDelivery) -> bool:
        self.queue.delete(delivery.receipt_handle)
        self.deliveries.forget(delivery.message_id)
        return True

    def _keep(self, delivery: OpenDelivery) -> bool:
        self.queue.extend(delivery.receipt_handle, self.lease_seconds)
        self.deliveries.extend(delivery.message_id, self.lease_seconds)
        return False

    def _give_back(self, delivery: OpenDelivery, pause: int) -> bool:
        self.queue.extend(delivery.receipt_handle, pause)
        self.deliveries.give_back(delivery.message_id, pause)
        return True

    def take(self, wait_seconds: int) -> Iterator[tuple[Delivery, ImportRecord]]:
        """Wait for messages, in seconds; yield those whose import needs a run, once per import."""
        started: set[UUID] = set()
        for delivery in self.queue.receive(wait_seconds):
            import_ = self._import_of(delivery)
            if import_ is None:
                # A foreign message. It stays and becomes a dead letter, which is visible.
                continue
            if not import_.status.wants_run:
                self.queue.delete(delivery.receipt_handle)
                self.deliveries.forget(delivery.message_id)
                continue
            self.deliveries.remember(delivery, self.lease_seconds)
            if import_.id not in started and not self.ends.is_worked_on(import_):
                started.add(import_.id)
                yield delivery, import_

    def _import_of(self, delivery: Delivery) -> ImportRecord | None:
        if delivery.job_id is None:
            return None
        try:
            return self.jobs.get(delivery.job_id)
        except ImportNotFoundError:
            return None


def pause_after(attempt: int) -> int:
    """Return the delay after a failed attempt, in seconds."""
    return int(min(5 * 2 ** (attempt - 1), _LONGEST_PAUSE))
