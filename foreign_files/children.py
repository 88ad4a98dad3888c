"""Runs calls in child processes of their own, with limits, so that the caller survives anything.

The caller must have one thread only: children are forks of it, so that what it has imported need
not be imported again for every file.
"""

import os
import pickle
import resource
import select
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, Generic, Literal, NoReturn, TypeVar

Key = TypeVar("Key")

# How often a child is looked at that says nothing, in seconds.
_TICK = 0.05
_PIPE_BYTES = 1 << 16
# Characters kept of what a child that crashed wrote on standard error.
_COMPLAINT_CHARACTERS = 300


@dataclass(frozen=True)
class Limits:
    """What a child may use: seconds by the clock (and of processor), bytes of address space."""

    seconds: float
    memory: int


@dataclass(frozen=True)
class Call(Generic[Key]):
    """Something to do; `function` must return what can be pickled. `key` tells calls apart."""

    key: Key
    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Ended:
    """How a call ended; `peak_bytes` is the largest resident size of the child or a child of it."""

    how: Literal["returned", "crashed", "timed out"]
    result: Any
    complaint: str
    seconds: float
    peak_bytes: int

    def __str__(self) -> str:
        return f"{self.how}: {self.complaint}" if self.complaint else self.how


class _Child(Generic[Key]):
    """A running call."""

    def __init__(self, call: Call[Key], limits: Limits) -> None:
        self.key = call.key
        self._started = time.monotonic()
        self._limits = limits
        self._answer = bytearray()
        self._stderr: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `_end`
        self.pipe, writing = os.pipe()
        os.set_blocking(self.pipe, False)
        self._pid = os.fork()
        if not self._pid:
            _serve(call, limits, writing, self._stderr.fileno())
        os.close(writing)

    def look(self) -> Ended | None:
        """Take what the child has said; return how it ended once it has."""
        self._receive()
        pid, status, usage = os.wait4(self._pid, os.WNOHANG)
        if pid:
            return self._end("crashed" if status else "returned", status, usage)
        if time.monotonic() - self._started > self._limits.seconds:
            self._kill()
            _, status, usage = os.wait4(self._pid, 0)
            return self._end("timed out", status, usage)
        return None

    def abandon(self) -> None:
        """End the child, whatever it is doing."""
        self._kill()
        _, status, usage = os.wait4(self._pid, 0)
        self._end("timed out", status, usage)

    def _receive(self) -> None:
        with suppress(BlockingIOError):
            while block := os.read(self.pipe, _PIPE_BYTES):
                self._answer += block

    def _kill(self) -> None:
        try:
            os.killpg(self._pid, signal.SIGKILL)
        except ProcessLookupError:
            os.kill(self._pid, signal.SIGKILL)  # it has not yet got a group of its own

    def _end(
        self,
        how: Literal["returned", "crashed", "timed out"],
        status: int,
        usage: resource.struct_rusage,
    ) -> Ended:
        self._receive()
        os.close(self.pipe)
        self._kill_rest()
        if how == "crashed" and os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
            how = "timed out"
        self._stderr.seek(0)
        said = self._stderr.read().decode(errors="replace").strip()
        self._stderr.close()
        return Ended(
            how,
            pickle.loads(self._answer) if how == "returned" else None,
            _complaint(status, said) if how == "crashed" else "",
            time.monotonic() - self._started,
            usage.ru_maxrss * 1024,
        )

    def _kill_rest(self) -> None:
        """End what the child has started and left behind."""
        with suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)


def run(calls: Iterable[Call[Key]], limits: Limits, workers: int) -> Iterator[tuple[Key, Ended]]:
    """Run `calls`, `workers` at a time; yield each key and how its call ended, as they end."""
    waiting = iter(calls)
    running: list[_Child[Key]] = []
    try:
        while True:
            while len(running) < workers and (call := next(waiting, None)):
                running.append(_Child(call, limits))
            if not running:
                return
            select.select([child.pipe for child in running], [], [], _TICK)
            for child in list(running):
                if ended := child.look():
                    running.remove(child)
                    yield child.key, ended
    finally:
        for child in running:
            child.abandon()


def _serve(call: Call[Key], limits: Limits, writing: int, stderr: int) -> NoReturn:
    """Be the child."""
    status = 1
    try:
        os.setsid()
        _confine(limits)
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        os.dup2(stderr, 2)
        answer = pickle.dumps(call.function(*call.arguments))
        with open(writing, "wb") as pipe:
            pipe.write(answer)
        status = 0
    except BaseException:
        # Whatever it is, the child ends here and says so.
        os.write(2, traceback.format_exc().encode(errors="replace"))
    finally:
        os._exit(status)


def _confine(limits: Limits) -> None:
    seconds = int(limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _complaint(status: int, said: str) -> str:
    last = said.splitlines()[-1] if said else ""
    if os.WIFSIGNALED(status):
        last = f"{signal.Signals(os.WTERMSIG(status)).name} {last}"
    return last.strip()[:_COMPLAINT_CHARACTERS]
