"""A look is had once for all who ask, and its faults are nobody's."""

import asyncio
import threading
from collections.abc import Sequence

import pytest
from anyio import CapacityLimiter
from prometheus_client import Metric

from api.metrics import kept
from api.metrics.families import gauge
from api.metrics.kept import KeptLook
from vehicle_pipeline.errors import DatabaseUnavailableError


class Counted:
    """Finds how often it was asked; fails while it is told to."""

    def __init__(self) -> None:
        self.times = 0
        self.is_away = False

    def __call__(self) -> Sequence[Metric]:
        self.times += 1
        if self.is_away:
            raise DatabaseUnavailableError
        return [gauge("times", "", self.times)]


def test_all_who_ask_at_once_share_one_look() -> None:
    look = Counted()

    async def ask() -> None:
        kept_look = KeptLook(look, 60, CapacityLimiter(2))
        found = await asyncio.gather(*(kept_look.get() for _ in range(20)))
        assert all(each is found[0] is not None for each in found)

    asyncio.run(ask())
    assert look.times == 1


def test_a_look_that_fails_leaves_nothing_of_before() -> None:
    look = Counted()

    async def ask() -> None:
        kept_look = KeptLook(look, 0, CapacityLimiter(2))
        assert await kept_look.get() is not None
        look.is_away = True
        assert await kept_look.get() is None
        look.is_away = False
        assert await kept_look.get() is not None

    asyncio.run(ask())


def test_a_look_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "PATIENCE", 0.05)
    end = threading.Event()

    def hang() -> Sequence[Metric]:
        end.wait(30)
        return []

    async def ask() -> None:
        kept_look = KeptLook(hang, 60, CapacityLimiter(2))
        try:
            assert await asyncio.wait_for(kept_look.get(), 10) is None
        finally:
            end.set()

    asyncio.run(ask())
