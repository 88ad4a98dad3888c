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
