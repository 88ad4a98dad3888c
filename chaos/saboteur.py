"""Carries out the plan on one stack."""

import signal
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import psutil
from botocore.exceptions import BotoCoreError, ClientError

from chaos.board import Board
from chaos.client import UnansweredError
from chaos.messages import Messages
from chaos.operators import Operator
from chaos.plan import Act, Kind
from chaos.processes import Processes, send
from chaos.tally import Tally
from chaos.troubles import Troubles

# How long to wait for a victim, in seconds: there is not always a run, nor a webserver to ask.
_PATIENCE = 15.0

# What becomes of messages by acts of each kind.
_OF_MESSAGES = {
    Kind.DUPLICATE: "duplicated",
    Kind.DELAY: "delayed",
    Kind.DROP: "dropped",
    Kind.PURGE: "dropped",
}

T = TypeVar("T")


class Saboteur:
    """Performs acts, each in the thread that calls it."""

    def __init__(
        self,
        processes: Processes,
        troubles: Troubles,
        messages: Messages,
        board: Board,
        operator: Callable[[], Operator],
        tally: Tally,
    ) -> None:
        self._processes = processes
        self._troubles = troubles
        self._messages = messages
        self._board = board
        self._operator = operator
        self._tally = tally

    def perform(self, act: Act) -> None:
        """Do it, and count it; what finds no victim counts as missed."""
        try:
            done = self._do(act)
        except (BotoCoreError, ClientError, psutil.Error, UnansweredError):
            done = 0
        self._tally.add(act.kind if done else f"missed: {act.kind}")
        if done and act.kind in _OF_MESSAGES:
            self._tally.add(f"messages {_OF_MESSAGES[act.kind]}", done)

    def _do(self, act: Act) -> int:
        processes, troubles, messages = self._processes, self._troubles, self._messages
        match act.kind:
            case Kind.KILL_RUN:
                return self._to_run(act, signal.SIGKILL)
            case Kind.PAUSE_RUN:
                return self._to_run(act, signal.SIGSTOP, act.seconds)
            case Kind.FREEZE_RUN:
                return self._to_run(act, signal.SIGSTOP)
            case Kind.KILL_RUN_SERVER:
                return self._kill(processes.run_server())
            case Kind.KILL_DAEMON:
                return self._kill(processes.program("daemon"))
            case Kind.KILL_CODE_SERVER:
                return self._kill(processes.program("code-server"))
            case Kind.KILL_API:
                return self._kill(processes.program("api"))
            case Kind.KILL_WEBSERVER:
                return self._kill(processes.program("webserver"))
            case Kind.KILL_EMULATOR:
                killed = self._kill(processes.program("queue-emulator"))
                messages.strangers.all_may_be_lost()
                return killed
            case Kind.KILL_POSTGRES:
                return troubles.kill()
            case Kind.KILL_BACKEND:
                return self._kill(self._chosen(act.choice, processes.backends))
            case Kind.TERMINATE_BACKENDS:
                return troubles.terminate_backends()
            case Kind.PAUSE_POSTGRES | Kind.HANG_POSTGRES:
                return troubles.hang(act.seconds)
            case Kind.STOP_POSTGRES:
                return troubles.stop(act.seconds)
            case Kind.EXHAUST:
                return troubles.exhaust(act.seconds)
            case Kind.DUPLICATE:
                return self._duplicate(act.choice)
            case Kind.DELAY:
                return messages.hold(int(act.seconds))
            case Kind.DROP:
                return messages.drop()
            case Kind.PURGE:
                return messages.purge()
            case Kind.MALFORMED:
                messages.malformed(act.choice)
                return 1
            case Kind.FOREIGN:
                messages.foreign(act.choice)
                return 1
            case Kind.CANCEL:
                return self._cancel(act)
            case Kind.TERMINATE:
                return self._terminate(act)
            case Kind.DISCARD:
                return self._discard(act)

    def _kill(self, process: psutil.Process | None) -> int:
        return send([process] if process else [], signal.SIGKILL)

    def _to_run(self, act: Act, number: signal.Signals, seconds: float = 0.0) -> int:
        """Send a signal to one run's process; have it go on after some seconds, if any."""
        run = self._chosen(act.choice, self._processes.runs)
        if run is None:
            return 0
        sent = send([run], number)
        if seconds:
            time.sleep(seconds)
            send([run], signal.SIGCONT)
        return sent

    def _duplicate(self, choice: float) -> int:
        """Send the message of one of the newest imports once more, two of three times late."""
        job_id = _pick(list(self._board.jobs.values())[-8:], choice)
        if job_id is None:
            return 0
        self._messages.repeat(job_id, delay=int(choice * 100) % 3 * 4)
        return 1

    def _cancel(self, act: Act) -> int:
        """Cancel an import that is under way, and have it go on some seconds later."""
        job_id = self._chosen(act.choice, self._board.open)
        operator = self._operator()
        if job_id is None or not operator.cancel(job_id):
            return 0
        time.sleep(act.seconds)
        self._tally.add("imports gone on", operator.go_on(job_id))
        return 1

    def _terminate(self, act: Act) -> int:
        operator = self._operator()
        run_id = self._chosen(act.choice, operator.live_runs)
        return int(run_id is not None and operator.terminate(run_id))

    def _discard(self, act: Act) -> int:
        """Discard an import that its guard holds; the attendant has it go on."""
        operator = self._operator()
        job_id = self._chosen(act.choice, operator.held)
        return int(job_id is not None and operator.decide(job_id, "discard"))

    def _chosen(self, choice: float, candidates: Callable[[], Sequence[T]]) -> T | None:
        """Return one of the candidates, once there are any."""
        until = time.monotonic() + _PATIENCE
        while not (found := candidates()) and time.monotonic() < until:
            time.sleep(0.05)
        return _pick(found, choice)


def _pick(candidates: Sequence[T], choice: float) -> T | None:
    return candidates[int(choice * len(candidates))] if candidates else None
