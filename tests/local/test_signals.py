import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from vehicle_pipeline.local import signals


@contextmanager
def closing_with(end: Callable[[], None]) -> Iterator[None]:
    try:
        yield
    finally:
        end()


@pytest.mark.parametrize("second", signals.STOP_SIGNALS, ids=lambda number: number.name)
def test_only_the_first_stop_signal_interrupts_whatever_comes_while_things_are_ended(
    second: signal.Signals,
) -> None:
    ended = []

    def end() -> None:
        os.kill(os.getpid(), second)
        ended.append(second)

    with pytest.raises(KeyboardInterrupt), signals.interrupting(), closing_with(end):
        os.kill(os.getpid(), signal.SIGINT)

    assert ended == [second]


def test_afterwards_signals_do_what_they_did_before() -> None:
    before = [signal.getsignal(number) for number in signals.STOP_SIGNALS]

    with pytest.raises(KeyboardInterrupt), signals.interrupting():
        os.kill(os.getpid(), signal.SIGTERM)

    assert [signal.getsignal(number) for number in signals.STOP_SIGNALS] == before


@pytest.mark.parametrize("number", signals.STOP_SIGNALS, ids=lambda number: number.name)
def test_while_things_are_ended_each_stop_signal_is_answered_and_ends_nothing(
    number: signal.Signals,
) -> None:
    answers = []

    with signals.answered(lambda: answers.append(number)):
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)

    assert answers == [number, number]


def test_an_answer_that_cannot_be_written_ends_nothing() -> None:
    def write_again() -> None:
        raise RuntimeError("reentrant call")

    with signals.answered(write_again):
        os.kill(os.getpid(), signal.SIGINT)
