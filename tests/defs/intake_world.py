"""A queue, a ledger and a history for the model of the intake: what may happen to them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import dagster as dg
from moto.backends import get_backend

from tests.adapters.recorded import new_import
from tests.defs.pipeline import Tables
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.queue.dead_letters import DeadLetters
from vehicle_pipeline.adapters.queue.deliveries import Deliveries
from vehicle_pipeline.adapters.queue.outbox import Outbox
from vehicle_pipeline.adapters.queue.reconciler import Reconciler
from vehicle_pipeline.adapters.queue.upload_queue import Delivery, UploadQueue
from vehicle_pipeline.contracts import JOB_ID_TAG, ImportRecord
from vehicle_pipeline.defs.intake.dead_letters import Collector
from vehicle_pipeline.defs.intake.deliveries import NO_RUN_SECONDS, Intake
from vehicle_pipeline.defs.intake.import_runs import ImportRuns
from vehicle_pipeline.errors import ImportNotActiveError

LEASE = 600
STALLED = 600


@dg.job
def a_job() -> None:
    """Stands for the import in Dagster's history; nothing of it is executed."""


class Killed(BaseException):
    """The process is gone; nothing catches this."""


@dataclass
class Life:
    """How many calls a process still makes before it is killed; None: it lives."""

    calls: int | None

    def spend(self) -> None:
        if self.calls is not None:
            self.calls -= 1
            if self.calls < 0:
                raise Killed


class Mortal:
    """A collaborator of a process that may be killed before any call."""

    def __init__(self, inner: Any, life: Life) -> None:
        self._inner, self._life = inner, life

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        if not callable(value):
            return value

        def call(*arguments: Any) -> Any:
            self._life.spend()
            return value(*arguments)

        return call


def mortal(life: Life, *parts: Any) -> Any:
    """The collaborators of one process."""
    return tuple(Mortal(part, life) for part in parts)


class WatchedQueue(UploadQueue):
    """Notes what it delivered, and whatever it deleted of imports that were not over."""

    is_over: Callable[[UUID], bool]

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.handles: dict[str, Delivery] = {}
        self.latest: list[Delivery] = []
        self.wrong: list[str] = []

    def receive(self, wait_seconds: int) -> list[Delivery]:
        received = self.latest = super().receive(wait_seconds)
        for delivery in received:
            before = self.handles.get(delivery.message_id)
            if delivery.attempt != (before.attempt if before else 0) + 1:
                self.wrong.append(f"{delivery} was not counted")
            self.handles[delivery.message_id] = delivery
        return received

    def delete(self, receipt_handle: str) -> None:
        (deleted,) = (
            each for each in self.handles.values() if each.receipt_handle == receipt_handle
        )
        if deleted.job_id is None or not self.is_over(deleted.job_id):
            self.wrong.append(f"{deleted} was deleted")
        super().delete(receipt_handle)


class Runs(ImportRuns):
    """Dagster's runs, stopped at once where the launcher would send a signal."""

    def cancel(self, run: dg.DagsterRun) -> None:
        self.instance.report_run_canceled(run)


@dataclass
class IntakeWorld:
    """The real parts, and what each process does with them."""

    queue: WatchedQueue
    database: Database
    tables: Tables
    instance: dg.DagsterInstance
    accepted: list[UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.jobs = ImportJobs(self.database)
        self.runs = Runs(self.instance)
        self.queue.depth()  # creates the queues
        self.queue.is_over = lambda job_id: self.jobs.get(job_id).status.is_terminal

    # --- what our processes do ------------------------------------------------------------------

    def accept(self) -> None:
        self.accepted.append(self.jobs.create(new_import()).id)

    def relay(self, life: Life) -> None:
        Outbox(self.database, *mortal(life, self.queue)).relay()

    def intake(self, life: Life) -> Intake:
        queue, deliveries, jobs = mortal(life, self.queue, Deliveries(self.database), self.jobs)
        return Intake(queue, deliveries, jobs, self.runs, LEASE, STALLED)

    def take(self, life: Life) -> Iterator[ImportRecord]:
        """A tick's second half: the runs are asked for when all messages were looked at."""
        taken = [import_ for _, import_ in self.intake(life).take(0)]
        for import_ in taken:
            life.spend()
            yield import_

    def collect_dead(self, life: Life) -> None:
        parts = [self.queue, DeadLetters(self.database), Deliveries(self.database), self.jobs]
        queue, letters, deliveries, jobs = mortal(life, *parts)
        list(Collector(queue, letters, deliveries, jobs, self.runs).collect())

    def repair(self) -> None:
        Reconciler(self.database, self.queue, after_seconds=1).repair()

    # --- what Dagster does ----------------------------------------------------------------------

    def create_run(self, job_id: UUID) -> dg.DagsterRun:
        return self.instance.create_run_for_job(a_job, tags={JOB_ID_TAG: str(job_id)})

    def report(self, run: dg.DagsterRun, event: str) -> None:
        self.instance.report_dagster_event(dg.DagsterEvent(event, run.job_name), run.run_id)

    def complete(self, job_id: UUID, run_id: str) -> bool:
        """What the ops of a run do in the end; False when the import is not the run's any more."""
        self.tables.execute("update import_jobs set total_rows = 0 where id = %s", [job_id])
        try:
            self.jobs.complete(run_id)
        except ImportNotActiveError:
            return False
        return True

    # --- what time does -------------------------------------------------------------------------

    def run_out(self, message_id: str) -> None:
        """End the lease or the pause of a message."""
        UploadQueue.extend(self.queue, self.queue.handles[message_id].receipt_handle, 0)

    def let_time_pass(self) -> None:
        """Long enough for a tick's runs to be there, and for a pause to be over."""
        self.tables.execute(
            "update deliveries set received_at = received_at - make_interval(secs => %s)",
            [NO_RUN_SECONDS + 1],
        )
        returned = self.tables.execute("select message_id from deliveries where not is_leased")
        for (message_id,) in returned.fetchall():
            self.run_out(message_id)

    def let_an_hour_pass(self) -> None:
        """Long enough for everything."""
        self.let_time_pass()
        for message in (*self.messages(), *self.messages(dead=True)):
            message.change_visibility(0)
        self.tables.execute(
            "update deliveries set visible_at = now() - interval '2 hours';"
            "update import_jobs set promised_at = now() - interval '2 hours'"
        )

    # --- what can be seen -----------------------------------------------------------------------

    def messages(self, *, dead: bool = False) -> list[Any]:
        """The emulator's own memory: SQS shows messages only to who receives them."""
        settings = self.queue._options
        name = settings.sqs_dead_letter_queue_name if dead else settings.sqs_queue_name
        return list(self._emulated(name)._messages)

    def lose(self, message: Any) -> None:
        emulated = self._emulated(self.queue._options.sqs_queue_name)
        emulated._messages.remove(message)

    def _emulated(self, name: str) -> Any:
        region = self.queue._options.aws_default_region
        return get_backend("sqs")["123456789012"][region].queues[name]

    def left(self) -> dict[str, list[Any]]:
        """What somebody has to do something about still; nothing in the end."""
        leased = self.tables.execute("select message_id, is_leased from deliveries").fetchall()
        left = {
            "imports": self.open_imports(),
            "messages": [message.body for message in self.messages()],
            "dead": [message.body for message in self.messages(dead=True)],
            "deliveries": leased,
        }
        return {name: found for name, found in left.items() if found}

    def promised(self) -> set[UUID]:
        return {job_id for (job_id,) in self.tables.execute("select job_id from outbox").fetchall()}

    def open_imports(self) -> list[UUID]:
        query = "select id from import_jobs where status in ('pending', 'processing')"
        return [job_id for (job_id,) in self.tables.execute(query).fetchall()]
