"""Finds accepted uploads without a message or run, and has them queued again.

SQS may lose a message, the emulator forgets all of them when it stops, and a run may vanish with
its message settled. PostgreSQL knows every import; this compares it with what is under way.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from vehicle_pipeline.access_contracts import AuditAction
from vehicle_pipeline.adapters.access.audit_log import note
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.dagster_tables import DagsterTables
from vehicle_pipeline.adapters.postgres.database import Database, load_statements
from vehicle_pipeline.adapters.queue.outbox import Outbox
from vehicle_pipeline.adapters.queue.upload_queue import QueueDepth, UploadQueue
from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.domain.run_ends import Consequence, consequence
from vehicle_pipeline.errors import QueueUnavailableError
from vehicle_pipeline.frozen import Frozen

_SQL = load_statements("reconciler")
# A message behind others is not lost. Only after so long is it sent a second time even though the
# queue holds messages and none overtook it, in seconds; a message too many does no harm.
_LONG = 3_600


class Waiting(StrEnum):
    """Why an accepted upload has no run."""

    UNSENT = "unsent"
    QUEUED = "queued"
    PAUSED = "paused"
    HANGING = "hanging"


class UploadWithoutRun(Frozen):
    """An accepted upload that is not over and has no live run."""

    job_id: UUID
    filename: str
    status: ImportStatus
    created_at: datetime
    seconds: float = Field(description="Since anything was done for it.")
    returns_in: float | None = Field(description="Seconds until its message comes (again).")
    is_promised: bool = Field(description="Its message waits in the outbox.")
    is_overtaken: bool = Field(description="An upload that came well after it has begun.")
    epoch: datetime = Field(description="When it began, or went on after its end.")
    is_cancelled: bool = Field(False, description="Its run was terminated, and no more came of it.")


class Findings(Frozen):
    """The uploads without a run by why they have none; `depth` is None when the queue is away."""

    uploads: dict[Waiting, list[UploadWithoutRun]]
    depth: QueueDepth | None

    @property
    def hanging(self) -> list[UploadWithoutRun]:
        """Those without a message or run, which would wait for ever."""
        return self.uploads[Waiting.HANGING]

    @property
    def without_run(self) -> int:
        """How many there are, for any reason."""
        return sum(map(len, self.uploads.values()))


class Reconciler:
    """Compares the imports with the queue, the ledger and Dagster's runs."""

    def __init__(self, database: Database, queue: UploadQueue, after_seconds: int) -> None:
        self._database = database
        self._queue = queue
        self._after = after_seconds

    def examine(self) -> Findings:
        """Return what waits and what hangs; nothing is changed. Raises DatabaseUnavailableError."""
        depth = self._depth()
        uploads: dict[Waiting, list[UploadWithoutRun]] = {reason: [] for reason in Waiting}
        for upload in self._without_run():
            uploads[self._reason(upload, depth)].append(upload)
        return Findings(uploads=uploads, depth=depth)

    def repair(self) -> list[UUID]:
        """Queue again what hangs, send what is promised; return the imports that were hanging.

        One whose run was terminated, unnoticed, is cancelled instead.
        Raises DatabaseUnavailableError, and QueueUnavailableError when messages could not be sent;
        they stay promised then.
        """
        found = self.examine().hanging
        for upload in filter(lambda each: each.is_cancelled, found):
            ImportJobs(self._database).cancel(upload.job_id, epoch=upload.epoch)
        hanging = [upload.job_id for upload in found if not upload.is_cancelled]
        values = {"job_ids": hanging, "after": self._after}
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.requeue, values).fetchall()
            note(connection, AuditAction.QUEUE_RECONCILED)
        Outbox(self._database, self._queue).relay()
        return [row["id"] for row in rows]

    def _reason(self, upload: UploadWithoutRun, depth: QueueDepth | None) -> Waiting:
        if upload.is_promised:
            return Waiting.UNSENT
        if upload.returns_in is not None and upload.returns_in > 0:
            return Waiting.PAUSED
        # What a queue holds that does not answer is unknown.
        may_be_queued = depth is None or (
            (depth.visible or depth.delayed) and not upload.is_overtaken
        )
        patience = _LONG if may_be_queued else self._after
        return Waiting.HANGING if upload.seconds > patience else Waiting.QUEUED

    def _depth(self) -> QueueDepth | None:
        try:
            return self._queue.depth()
        except QueueUnavailableError:
            return None

    def _without_run(self) -> Iterator[UploadWithoutRun]:
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.unfinished, {"after": self._after}).fetchall()
        unfinished = [UploadWithoutRun(**row) for row in rows]
        epochs = {upload.job_id: upload.epoch for upload in unfinished}
        runs = DagsterTables(self._database).newest_runs(epochs)
        for upload in unfinished:
            drawn = consequence(upload.status, runs.get(upload.job_id))
            if drawn is not Consequence.WAIT:
                is_cancelled = drawn is Consequence.CANCEL
                yield upload.model_copy(update={"is_cancelled": is_cancelled})
