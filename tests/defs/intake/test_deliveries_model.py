"""Whatever happens to messages, ticks and runs, in whatever order: no import is lost or run twice.

A model-based test: hypothesis chooses what happens next, and shortens what it finds.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID, uuid4

import dagster as dg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.conftest import EMPTY
from tests.defs.intake_world import IntakeWorld, Killed, Life, WatchedQueue
from tests.defs.pipeline import Tables
from tests.effort import examples
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.errors import ImportNotActiveError
from vehicle_pipeline.settings import Settings

MAX_RECEIVES = 3
# Calls to the queue, the ledger and the imports before a process is killed; mostly it lives.
LIVES = st.one_of(st.none(), st.none(), st.integers(0, 12)).map(Life)
# A receive brings ten messages at most, and one that is not ours has to be received three times.
MANY_ROUNDS = 30
PICKS = st.integers(0, 1_000)
ENDS = (
    "completes",
    "completes and dies",
    "refuses the file",
    "dies",
    "is repeated",
    "is cancelled",
)


class IntakeModel(RuleBasedStateMachine):
    """What is accepted, which runs there are, and which messages somebody destroyed."""

    new_world: ClassVar[Callable[[], IntakeWorld]]

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).new_world()
        self.waiting: list[tuple[UUID, dg.DagsterRun]] = []
        self.started: list[tuple[UUID, dg.DagsterRun]] = []
        self.to_repeat: list[UUID] = []
        self.robbed: set[UUID | None] = set()
        self.foreign = 0

    # --- uploads and messages -------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        self.world.accept()
        self.tick(Life(None))

    @rule()
    def upload(self) -> None:
        self.world.accept()

    @precondition(lambda self: self.world.accepted)
    @rule(pick=PICKS, life=LIVES)
    def deliver_twice(self, pick: int, life: Life) -> None:
        self.world.queue.send(self._one(self.world.accepted, pick))
        self.tick(life)

    @precondition(lambda self: self.foreign < 2)
    @rule(body=st.sampled_from(["not json", "{}", f'{{"job_id": "{uuid4()}"}}']))
    def send_what_is_not_ours(self, body: str) -> None:
        self.world.queue.send_body(body)
        self.foreign += 1

    @precondition(lambda self: self._ours())
    @rule(pick=PICKS, is_one=st.booleans())
    def lose_messages(self, pick: int, is_one: bool) -> None:
        """As an emulator that is restarted does, or a queue past its retention."""
        lost = [self._one(self._ours(), pick)] if is_one else self._ours()
        for message in lost:
            self.robbed.add(self._job_of(message))
            self.world.lose(message)

    # --- what our processes do ------------------------------------------------------------------

    @rule(life=LIVES)
    def tick(self, life: Life) -> None:
        """The upload sensor's, until its process is killed."""
        with suppress(Killed):
            self.world.relay(life)
            self.world.intake(life).settle()
            self._check_settled()
            for import_ in self.world.take(life):
                self.waiting.append((import_.id, self.world.create_run(import_.id)))
            self._check_remembered()

    def _check_remembered(self) -> None:
        """Whatever a tick received and did not delete is in the ledger, if it is ours."""
        rows = self.world.tables.execute("select message_id from deliveries where is_leased")
        leased = {message_id for (message_id,) in rows.fetchall()}
        there = {message.id for message in self.world.messages()}
        latest = self.world.queue.latest
        ours = {each.message_id for each in latest if each.job_id in self.world.accepted}
        assert ours & there <= leased

    def _check_settled(self) -> None:
        query = "select status from deliveries join import_jobs on id = job_id"
        statuses = [ImportStatus(row[0]) for row in self.world.tables.execute(query).fetchall()]
        assert not any(status.is_terminal for status in statuses)

    @rule(life=LIVES)
    def collect_dead_letters(self, life: Life) -> None:
        with suppress(Killed):
            self.world.collect_dead(life)

    # --- time -----------------------------------------------------------------------------------

    @precondition(lambda self: self._in_flight())
    @rule(life=LIVES)
    def let_leases_run_out(self, life: Life) -> None:
        """As when the daemon was away for long; then its first tick sees every message again."""
        for message in self._in_flight():
            self.world.run_out(message.id)
        self.tick(life)

    @rule()
    def let_time_pass(self) -> None:
        self.world.let_time_pass()

    # --- runs -----------------------------------------------------------------------------------

    @precondition(lambda self: self._startable() or self.started)
    @rule(pick=PICKS, end=st.sampled_from(ENDS), is_start=st.booleans())
    def go_on_with_a_run(self, pick: int, end: str, is_start: bool) -> None:
        startable = self._startable()
        if startable and (is_start or not self.started):
            self._start(*self._one(startable, pick))
        else:
            self._end(*self._one(self.started, pick), end=end)

    def _start(self, job_id: UUID, run: dg.DagsterRun) -> None:
        self.waiting.remove((job_id, run))
        if self._is_over(run):
            return
        self.world.report(run, "PIPELINE_START")
        try:
            self.world.jobs.start(job_id, run.run_id)
        except ImportNotActiveError:
            self.world.instance.report_run_failed(run)
        else:
            self.started.append((job_id, run))

    def _end(self, job_id: UUID, run: dg.DagsterRun, *, end: str) -> None:
        self.started.remove((job_id, run))
        if self._is_over(run):
            return
        if end == "is cancelled":
            self.world.instance.report_run_canceled(run)
        elif end == "completes" and self.world.complete(job_id, run.run_id):
            self.world.report(run, "PIPELINE_SUCCESS")
        else:
            self._fail(job_id, run, end)

    def _fail(self, job_id: UUID, run: dg.DagsterRun, end: str) -> None:
        if end == "completes and dies":
            self.world.complete(job_id, run.run_id)
        elif end == "refuses the file":
            self.world.jobs.fail(job_id, "empty_file", {})
        elif end == "is repeated":
            self.world.instance.add_run_tags(run.run_id, {"dagster/will_retry": "true"})
            self.to_repeat.append(job_id)
        self.world.instance.report_run_failed(run)

    @precondition(lambda self: self.to_repeat)
    @rule(pick=PICKS)
    def repeat_a_run(self, pick: int) -> None:
        job_id = self._one(self.to_repeat, pick)
        self.to_repeat.remove(job_id)
        self.waiting.append((job_id, self.world.create_run(job_id)))

    @precondition(lambda self: self.world.accepted)
    @rule(pick=PICKS)
    def cancel_an_import(self, pick: int) -> None:
        self.world.jobs.cancel(self._one(self.world.accepted, pick))

    # --- what must hold -------------------------------------------------------------------------

    @invariant()
    def the_queue_deletes_only_what_is_over(self) -> None:
        assert self.world.queue.wrong == []

    @invariant()
    def no_import_has_two_runs(self) -> None:
        jobs = [job_id for job_id, run in self.waiting + self.started if not self._is_over(run)]
        assert len(jobs) == len(set(jobs))

    @invariant()
    def every_import_that_is_not_over_has_a_message(self) -> None:
        queued = {self._job_of(each) for each in self.world.messages()}
        dead = {self._job_of(each) for each in self.world.messages(dead=True)}
        collected = self.world.tables.execute("select job_id from dead_letters").fetchall()
        known = self.world.promised() | queued | dead | {row[0] for row in collected}
        assert set(self.world.open_imports()) <= known | self.robbed

    @invariant()
    def the_ledger_knows_the_last_delivery_of_what_is_leased(self) -> None:
        rows = self.world.tables.execute("select message_id, job_id, attempt from deliveries")
        for message_id, job_id, attempt in rows.fetchall():
            last = self.world.queue.handles[message_id]
            assert job_id in self.world.accepted
            assert attempt <= last.attempt <= MAX_RECEIVES

    def teardown(self) -> None:
        """Nothing happens any more: every import ends, and no message is left."""
        for _ in range(MANY_ROUNDS):
            if not self.world.left():
                break
            self.world.let_an_hour_pass()
            self.world.repair()
            self.tick(Life(None))
            self._run_all()
            self.tick(Life(None))
            self.collect_dead_letters(Life(None))
        assert self.world.left() == {}
        foreign = "select count(*) from dead_letters where job_id is null or job_id <> all (%s)"
        kept = self.world.tables.execute(foreign, [self.world.accepted]).fetchone()
        assert kept == (self.foreign,)

    def _run_all(self) -> None:
        while self.to_repeat:
            self.repeat_a_run(0)
        while self.started or self._startable():
            self.go_on_with_a_run(0, "completes", is_start=False)

    # --- choosing -------------------------------------------------------------------------------

    @staticmethod
    def _one(choices: list[Any], pick: int) -> Any:
        return choices[pick % len(choices)]

    def _startable(self) -> list[tuple[UUID, dg.DagsterRun]]:
        """Dagster's queue never starts two runs of one import."""
        busy = {job_id for job_id, run in self.started if not self._is_over(run)}
        return [each for each in self.waiting if each[0] not in busy]

    def _is_over(self, run: dg.DagsterRun) -> bool:
        now = self.world.instance.get_run_by_id(run.run_id)
        return now is None or now.is_finished

    def _in_flight(self) -> list[Any]:
        return [each for each in self.world.messages() if not each.visible]

    def _ours(self) -> list[Any]:
        return [each for each in self.world.messages() if self._job_of(each) in self.world.accepted]

    @staticmethod
    def _job_of(message: Any) -> UUID | None:
        _, _, text = str(message.body).partition('"job_id":"')
        return UUID(text[:36]) if text else None


@pytest.fixture
def history() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def test_no_import_is_lost_and_none_is_run_twice(
    aws: str, database: Database, tables: Tables, history: dg.DagsterInstance
) -> None:
    def new_world() -> IntakeWorld:
        tables.execute(EMPTY)
        name = uuid4().hex
        queue = WatchedQueue.connect(
            Settings(
                sqs_queue_name=name,
                sqs_dead_letter_queue_name=f"{name}-dead",
                sqs_visibility_timeout_seconds=600,
                sqs_max_receive_count=MAX_RECEIVES,
            )
        )
        assert isinstance(queue, WatchedQueue)
        return IntakeWorld(queue, database, tables, history)

    model = type("Model", (IntakeModel,), {"new_world": staticmethod(new_world)})
    run_state_machine_as_test(
        model,
        settings=settings(
            max_examples=examples(10),
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
            # What is found is short enough; making it shorter takes minutes.
            phases=[Phase.generate],
        ),
    )
