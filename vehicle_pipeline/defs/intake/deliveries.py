"""Takes messages from the queue and settles them: each is deleted once its import is terminal.

Between receipt and settlement a message is leased. The lease is extended for as long as a run of
its import lives and gets on; when a run ends without finishing the import, the message goes back
to the queue, which delivers it again and, after too many deliveries, moves it to the dead-letter
queue.
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

logger = logging.getLogger(__name__)

# Pause before a message is delivered again: doubles with each attempt up to this, in seconds.
_LONGEST_PAUSE = 300
# Messages leased at a time; more would only wait in Dagster's queue instead of in SQS.
MAX_OPEN = 50
# A tick's runs exist before the next tick begins. A delivery that has none after so many seconds
# was taken by a tick that broke off; Dagster itself resumes a tick that its death interrupted.
NO_RUN_SECONDS = 15


@dataclass(frozen=True)
class Intake:
    """The queue's consumer. Keeps nothing in memory: another process can go on at any time."""

    queue: UploadQueue
    deliveries: Deliveries
    jobs: ImportJobs
    runs: ImportRuns
    lease_seconds: int
    stalled_after_seconds: int

    @property
    def ends(self) -> RunEnds:
        """Draws the consequences of how runs ended."""
        return RunEnds(self.jobs, self.runs)

    def settle(self) -> int:
        """Settle what is decided, extend the lease of the rest; return how many are open still."""
        self.deliveries.forget_returned()
        open_ = self.deliveries.open()
        return sum(not self._try_to_settle(delivery) for delivery in open_)

    def _try_to_settle(self, delivery: OpenDelivery) -> bool:
        """One delivery that cannot be settled must hold up neither the others nor new uploads."""
        try:
            return self._settle(delivery)
        except UnavailableError:
            raise
        except Exception:
            logger.exception("delivery %s could not be settled", delivery.message_id)
            return False

    def _settle(self, delivery: OpenDelivery) -> bool:
        """Settle one delivery; False while its import may still finish."""
        try:
            import_ = self.jobs.get(delivery.job_id)
        except ImportNotFoundError:
            # Deleted meanwhile. The message stays until it is a dead letter that somebody can see.
            self.deliveries.forget(delivery.message_id)
            return True
        run = self.runs.live(import_)
        if import_.status.is_terminal:
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
        """Settle a delivery on whose import no run works."""
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
            # The next delivery would be one too many: SQS makes it a dead letter instead.
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
        """Wait for messages; yield those whose import needs a run, once per import."""
        started: set[UUID] = set()
        for delivery in self.queue.receive(wait_seconds):
            import_ = self._import_of(delivery)
            if import_ is None:
                # Not ours. It stays in the queue until it is a dead letter that somebody can see.
                continue
            if import_.status.is_terminal:
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
    """Return how long to wait after an attempt that failed, in seconds."""
    return int(min(5 * 2 ** (attempt - 1), _LONGEST_PAUSE))
