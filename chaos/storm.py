"""One storm from beginning to end: rounds, quiet, and the verdict."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.stack import Stack
from chaos.attendant import Attendant
from chaos.board import Board
from chaos.client import Client
from chaos.door import Door
from chaos.expectations import Expected, Fleet
from chaos.messages import Messages
from chaos.operators import Operator
from chaos.plan import ROUNDS_WITH_OUTAGES, Round
from chaos.prober import Prober
from chaos.processes import Processes
from chaos.quiet import Quiet
from chaos.saboteur import Saboteur
from chaos.strangers import Strangers
from chaos.tally import Tally
from chaos.troubles import Troubles
from chaos.verdict import Verdict
from chaos.watchers import Watcher
from chaos.workload import Uploader

# Seconds. What is quick when nothing is wrong is given up late: a busy machine is slow, not wrong.
UPLOADS_TIMEOUT = 480.0
IMPORTS_TIMEOUT = 300.0
SETTLED_TIMEOUT = 180.0


@dataclass(frozen=True)
class Storm:
    """A stack and what is to happen to it."""

    stack: Stack
    door: Door
    rounds: Sequence[Round]
    # Where the files are.
    folder: Path
    # The folder of the schedule.
    source: Path
    verdicts: "Future[tuple[dict[str, Expected], Fleet]]"
    tally: Tally
    tell: Callable[[str], None]

    def run(self) -> None:
        """Everything; what is wrong goes into the tally."""
        processes = Processes(self.stack.data_dir.root)
        messages = _queue(processes)
        everything, board = self._watch(None), Board(self._watch)
        is_short = len(self.rounds) < ROUNDS_WITH_OUTAGES
        with (
            Prober(self.door, self.tally),
            Attendant(self._operator(), board, self.tally, reconciles=is_short),
        ):
            self._operator().schedule(self.source)
            self._rage(processes, messages, board)
            self.tell("quiet: waiting until every import is over")
            expected, fleet = self.verdicts.result()
            self._calm(expected, board, messages.strangers)
        self.tell("checking")
        Verdict(self.stack, expected, fleet, board, everything, self.tally).pass_()
        for watcher in (everything, *board.watchers.values()):
            watcher.let_go()

    def _rage(self, processes: Processes, messages: Messages, board: Board) -> None:
        """Perform the rounds; returns when every upload was accepted and every act is over."""
        uploader = Uploader(self.door, self.folder, self.source, board, self.tally)
        saboteur = Saboteur(
            processes,
            Troubles(processes, self.stack.database_url),
            messages,
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

    def _calm(self, expected: dict[str, Expected], board: Board, strangers: Strangers) -> None:
        """Wait until nothing happens any more."""
        quiet = Quiet(Client(self.door, self.tally), self._operator(), self.stack.database_url)
        if not quiet.until_over(board.jobs, expected, IMPORTS_TIMEOUT):
            self.tally.violation(f"Some imports were not over after {IMPORTS_TIMEOUT:.0f} s.")
        self.tell("quiet: waiting until everything is settled")
        if not quiet.until_settled(strangers, SETTLED_TIMEOUT):
            left = "; ".join(quiet.unsettled(strangers))
            self.tally.violation(f"Something was left after the storm: {left}.")
        self.tally.add("strange messages kept", len(strangers.awaited))
        self.tally.add("strange messages lost with the queue", strangers.lost)

    def _watch(self, job_id: str | None, until: str = "completed") -> Watcher:
        return Watcher(self.door, self.tally, job_id, until=until)

    def _operator(self) -> Operator:
        client = Client(self.door, self.tally)
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


def _queue(processes: Processes) -> Messages:
    """The queue, with the address and the credentials that the daemon has."""
    daemon = processes.program("daemon")
    if daemon is None:
        raise psutil.NoSuchProcess(0, "daemon")
    return Messages(daemon.environ())


def _described(round_: Round) -> str:
    acts: Iterable[str] = (f"{act.kind} at {act.at:.1f} s" for act in round_.acts)
    return f"{len(round_.uploads)} uploads; {', '.join(acts)}"
