"""What many ask for at once is found out once."""

import asyncio

import pytest

from api.kept import Kept


def test_all_who_ask_at_once_share_one_look() -> None:
    looks = 0

    async def look() -> int:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0.01)
        return looks

    async def ask() -> list[int]:
        kept = Kept(look, seconds=60)
        return await asyncio.gather(*(kept.get() for _ in range(100)))

    assert asyncio.run(ask()) == [1] * 100


def test_what_is_too_old_is_looked_at_again() -> None:
    found = iter(range(3))

    async def look() -> int:
        return next(found)

    async def ask() -> list[int]:
        kept = Kept(look, seconds=0)
        return [await kept.get() for _ in range(3)]

    assert asyncio.run(ask()) == [0, 1, 2]


def test_what_does_not_serve_is_looked_for_again() -> None:
    found = iter(range(3))

    async def look() -> int:
        return next(found)

    async def ask() -> list[int]:
        kept = Kept(look, seconds=60)
        return [await kept.get(serves) for serves in (bool, bool, lambda one: one == 1, bool)]

    # The first look serves whoever has it made.
    assert asyncio.run(ask()) == [0, 1, 1, 1]


def test_a_failure_is_not_kept() -> None:
    outcomes = iter([ZeroDivisionError(), 5])

    async def look() -> int:
        outcome = next(outcomes)
        if isinstance(outcome, ZeroDivisionError):
            raise outcome
        return outcome

    async def ask() -> int:
        kept = Kept(look, seconds=60)
        with pytest.raises(ZeroDivisionError):
            await kept.get()
        return await kept.get()

    assert asyncio.run(ask()) == 5
