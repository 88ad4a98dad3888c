"""The sensor that saves dead letters in the database before SQS deletes them for their age."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dagster as dg

from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.queue.dead_letters import DeadLetters
from vehicle_pipeline.adapters.queue.dead_messages import DeadMessage
from vehicle_pipeline.adapters.queue.deliveries import Deliveries
from vehicle_pipeline.adapters.queue.upload_queue import UploadQueue
from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.defs.intake.import_runs import ImportRuns
from vehicle_pipeline.defs.intake.run_ends import RunEnds
from vehicle_pipeline.defs.resources import ImportQueue, PipelineDatabase
from vehicle_pipeline.domain.run_ends import Consequence
from vehicle_pipeline.errors import ImportNotFoundError

# Receives per tick; the next tick collects the rest.
RECEIVES = 10


@dataclass(frozen=True)
class Collector:
    """Saves dead letters in the database, and fails imports that nothing would finish."""

    queue: UploadQueue
    letters: DeadLetters
    deliveries: Deliveries
    jobs: ImportJobs
    runs: ImportRuns

    def collect(self) -> Iterator[DeadMessage]:
        """Save the messages of the dead-letter queue, and yield each.

        A message is deleted last: after an interruption it is collected again, without effect.
        """
        for _ in range(RECEIVES):
            messages = self.queue.receive_dead()
            for message in messages:
                self.letters.remember(message)
                self._fail_import(message)
                self.queue.delete_dead(message.receipt_handle)
                yield message
            if not messages:
                return

    def _fail_import(self, message: DeadMessage) -> None:
        """Fail the message's import, unless it has ended, has a run or awaits another message."""
        import_ = self._import_of(message)
        if import_ is None or not import_.status.wants_run:
            return
        ends = RunEnds(self.jobs, self.runs)
        if ends.conclude(import_) in (Consequence.WAIT, Consequence.CANCEL):
            return
        # An interrupted tick may have left the delivery open; SQS never delivers the message again.
        self.deliveries.forget(message.message_id)
        if not self.letters.has_successor(message):
            reason = _reason(message, import_)
            self.jobs.fail(import_.id, "gave_up", reason, epoch=import_.epoch)

    def _import_of(self, message: DeadMessage) -> ImportRecord | None:
        if message.job_id is None:
            return None
        try:
            return self.jobs.get(message.job_id)
        except ImportNotFoundError:
            return None


def _reason(message: DeadMessage, import_: ImportRecord) -> dict[str, Any]:
    attempts = {"attempts": message.receive_count}
    if import_.dagster_run_id is None:
        return {**attempts, "run_id": "-", "reason": "gave_up_without_run"}
    return {**attempts, "run_id": import_.dagster_run_id}


@dg.sensor(
    name="dead_letter_sensor",
    minimum_interval_seconds=10,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Saves the dead-letter queue's messages in the database, where they can be "
    "redriven.",
)
def dead_letter_sensor(
    context: dg.SensorEvaluationContext, database: PipelineDatabase, queue: ImportQueue
) -> Iterator[dg.SkipReason]:
    """Collect dead letters; never requests a run."""
    collector = Collector(
        queue.connect(),
        database.dead_letters,
        database.deliveries,
        database.jobs,
        ImportRuns(context.instance),
    )
    yield dg.SkipReason(found(collector.collect()))


def found(messages: Iterator[DeadMessage]) -> str | None:
    """Return a sentence with the number of dead letters collected; None without any."""
    kinds = Counter(message.job_id is not None for message in messages)
    if not kinds:
        return None
    return f"Collected {kinds.total()}: {kinds[True]} of imports, {kinds[False]} foreign."
