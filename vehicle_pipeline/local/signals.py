"""Signals that ask a command to end."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

# Ctrl-C, a process manager, a closed terminal.
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# What a shell reports of a command that Ctrl-C ended.
INTERRUPTED = 130


def end_at_once() -> None:
    """Have Ctrl-C end the process without a word, outside of the handlers below.

    While Python imports, a KeyboardInterrupt could be raised anywhere. Where the signal is
    ignored, as for a script's background jobs, it stays so.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))


def ignore() -> None:
    """Ignore stop signals from now on: the command has ended, and its exit status stands."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def interrupting() -> Iterator[None]:
    """While inside, the first stop signal raises KeyboardInterrupt in the main thread.

    Those after it do nothing: what is ended because of the first must not be cut short.
    """
    with _handled_by(_interrupt):
        yield


@contextmanager
def answered(answer: Callable[[], None]) -> Iterator[None]:
    """While inside, stop signals only cause an answer: an orderly stop must not be cut short."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        # The signal may interrupt a write to the stream that the answer goes to.
        with suppress(RuntimeError):
            answer()

    with _handled_by(handle):
        yield


@contextmanager
def _handled_by(handler: "signal._HANDLER") -> Iterator[None]:
    before = [(number, signal.signal(number, handler)) for number in STOP_SIGNALS]
    try:
        yield
    finally:
        for number, previous in before:
            signal.signal(number, previous)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    ignore()
    raise KeyboardInterrupt
