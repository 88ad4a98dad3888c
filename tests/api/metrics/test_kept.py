"""A look is had once for all who ask, and its faults are nobody's."""

import asyncio
from collections.abc import Sequence

import pytest
from prometheus_client import Metric

from api.metrics.families import gauge
from api.metrics.kept import KeptLook
from vehicle_pipeline.errors import DatabaseUnavailableError


class Counted:
    """Finds how often it was asked; fails while it is told to."""

    def __init__(self) -> None:
        self.times = 0
        self.fault: Exception | None = None

    async def __call__(self) -> Sequence[Metric]:
        self.times += 1
        await asyncio.sleep(0)
        if self.fault:
            raise self.fault
        return [gauge("times", "", self.times)]


def test_all_who_ask_at_once_share_one_look() -> None:
    look = Counted()

    async def ask() -> None:
        kept_look = KeptLook(look, 60)
        found = await asyncio.gather(*(kept_look.get() for _ in range(20)))
        assert all(each is found[0] is not None for each in found)

    asyncio.run(ask())
    assert look.times == 1


@pytest.mark.parametrize("fault", [DatabaseUnavailableError(), LookupError("a mistake of ours")])
def test_a_look_that_fails_leaves_nothing_of_before(fault: Exception) -> None:
    look = Counted()

    async def ask() -> None:
        kept_look = KeptLook(look, 0)
        assert await kept_look.get() is not None
        look.fault = fault
        assert await kept_look.get() is None
        look.fault = None
        assert await kept_look.get() is not None

    asyncio.run(ask())


def test_a_mistake_of_ours_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    look = Counted()
    look.fault = LookupError("a mistake of ours")
    asyncio.run(KeptLook(look, 60).get())
    assert "a mistake of ours" in caplog.text


def test_a_look_that_hangs_is_not_waited_for() -> None:
    async def hang() -> Sequence[Metric]:
        await asyncio.sleep(60)
        return []

    async def ask() -> None:
        kept_look = KeptLook(hang, 60, patience=0.05)
        assert await asyncio.wait_for(kept_look.get(), 10) is None

    asyncio.run(ask())
