"""One storm from beginning to end: rounds, quiet, and the verdict."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.stack import Stack
from chaos import evidence, invariants, streams
from chaos.board import Board
from chaos.client import Client
from chaos.expectations import Expected, Fleet
from chaos.invariants import Trial
from chaos.messages import Messages
from chaos.operators import Operator
from chaos.plan import Round
from chaos.prober import Prober
from chaos.processes import Processes
from chaos.quiet import Quiet
from chaos.saboteur import Saboteur
from chaos.tally import Tally
from chaos.troubles import Troubles
from chaos.watchers import Watcher, wait_until
from chaos.workload import Uploader

# Seconds. What is quick when nothing is wrong is given up late: a busy machine is slow, not wrong.
UPLOADS_TIMEOUT = 480.0
IMPORTS_TIMEOUT = 300.0
SETTLED_TIMEOUT = 120.0
STREAMS_TIMEOUT = 30.0

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Storm:
    """A stack and what is to happen to it."""

    stack: Stack
    rounds: Sequence[Round]
    # Where the files are.
    folder: Path
    verdicts: "Future[tuple[dict[str, Expected], Fleet]]"
    tally: Tally
    tell: Tell

    def run(self) -> None:
        """Everything; what is wrong goes into the tally."""
        processes = Processes(self.stack.data_dir)
        everything = self._watch(None)
        board = Board(self._watch)
        with Prober(self.stack.api_url, self.tally):
            self._rage(processes, board)
            expected, fleet = self.verdicts.result()
            self.tally.add("uploads", len(expected))
            self.tally.add("rows", sum(each.total for each in expected.values()))
            self.tell("quiet: waiting until every import is over")
            quiet = Quiet(Client(self.stack.api_url, self.tally), self._operator(), self.tally)
            if not quiet.until_over(board.jobs, expected, IMPORTS_TIMEOUT):
                self.tally.violation("Some imports did not end.")
            if not quiet.until_settled(SETTLED_TIMEOUT):
                left = "; ".join(quiet.unsettled())
                self.tally.violation(f"Something was left after the storm: {left}.")
        self.tell("checking")
        found = evidence.collect(self.stack.database_url, self.stack.data_dir)
        self._judge(Trial(expected, fleet, board.jobs, found))
        self._judge_streams(everything, board, found)

    def _rage(self, processes: Processes, board: Board) -> None:
        """Perform the rounds; returns when every upload was accepted and every act is over."""
        uploader = Uploader(self.stack.api_url, self.folder, board, self.tally)
        saboteur = Saboteur(
            processes,
            Troubles(processes, self.stack.database_url),
            Messages(_queue_endpoint(processes)),
            board,
            self._operator,
            self.tally,
        )
        threads: list[threading.Thread] = []
        begin = time.monotonic()
        for round_ in self.rounds:
            self.tell(f"{round_.name}: {_described(round_)}")
            moments = [(each.at, _started(uploader.upload, each)) for each in round_.uploads]
            moments += [(each.at, _started(saboteur.perform, each)) for each in round_.acts]
            for at, start in sorted(moments, key=lambda moment: moment[0]):
                _sleep_until(begin + at)
                threads.append(start())
            begin += round_.seconds
            _sleep_until(begin)
        deadline = time.monotonic() + UPLOADS_TIMEOUT
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        if any(thread.is_alive() for thread in threads):
            self.tally.violation(f"An upload or an act was not over after {UPLOADS_TIMEOUT:.0f} s.")

    def _judge(self, trial: Trial) -> None:
        for sentence in invariants.violations(trial):
            self.tally.violation(sentence)
        ended = {job_id: [] for job_id in trial.jobs.values()}  # type: dict[str, list[str]]
        for run in trial.found.runs:
            ended.setdefault(run.job_id, []).append(run.status)
        self.tally.add("runs", len(trial.found.runs))
        self.tally.add("runs repeated", sum(max(0, len(runs) - 1) for runs in ended.values()))
        self.tally.add("imports requeued", trial.found.requeued)
        for what, number in trial.found.left.items():
            if number:
                self.tally.violation(f"{number} rows are left in {what}.")

    def _judge_streams(self, everything: Watcher, board: Board, found: evidence.Evidence) -> None:
        watchers = board.watchers
        wait_until(lambda: all(each.has_ended for each in watchers.values()), STREAMS_TIMEOUT)
        if not everything.seen:
            self.tally.violation("The stream of all imports has told of nothing.")
            return
        end = max(each.seen[-1].place for each in [everything, *watchers.values()] if each.seen)
        reader = self._watch(None, start="0")

        def has_come(watcher: Watcher) -> bool:
            return bool(watcher.seen) and watcher.seen[-1].place[0] >= end[0]

        if not wait_until(lambda: has_come(everything) and has_come(reader), STREAMS_TIMEOUT):
            self.tally.violation("The stream of all imports did not come to its end.")
        time.sleep(1)
        log = list(reader.seen)
        statuses = {job_id: str(row["status"]) for job_id, row in found.imports.items()}
        seen = {job_id: list(each.seen) for job_id, each in watchers.items()}
        sentences = [*streams.unfinished(seen, statuses), *streams.skipped(everything.seen, log)]
        for job_id, events in seen.items():
            sentences += streams.skipped(events, [e for e in log if e.data["job_id"] == job_id])
        for sentence in sentences:
            self.tally.violation(sentence)
        self.tally.add("events", len(everything.seen) + sum(map(len, seen.values())))
        for each in [everything, reader, *watchers.values()]:
            each.let_go()

    def _watch(self, job_id: str | None, start: str | None = None) -> Watcher:
        return Watcher(self.stack.api_url, self.tally, job_id, start)

    def _operator(self) -> Operator:
        client = Client(self.stack.api_url, self.tally)
        return Operator(client, self.stack.dagster_url, self.tally)


def _started(target: Callable[..., None], argument: object) -> Callable[[], threading.Thread]:
    """A function that starts a thread."""

    def start() -> threading.Thread:
        thread = threading.Thread(target=target, args=(argument,), daemon=True)
        thread.start()
        return thread

    return start


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


def _queue_endpoint(processes: Processes) -> str:
    """The address of the emulator, as the daemon was told it."""
    daemon = processes.program("daemon")
    if daemon is None:
        raise psutil.NoSuchProcess(0, "daemon")
    return str(daemon.environ()["AWS_ENDPOINT_URL_SQS"])


def _described(round_: Round) -> str:
    acts: Iterable[str] = (f"{act.kind} at {act.at:.1f} s" for act in round_.acts)
    return f"{len(round_.uploads)} uploads; {', '.join(acts)}"
