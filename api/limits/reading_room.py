"""Where uploads are read for people to look at: no caller keeps the others waiting for long."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import TypeVar
from weakref import WeakValueDictionary

from anyio import CapacityLimiter, Lock
from anyio.to_thread import run_sync
from fastapi import Request
from starlette.requests import ClientDisconnect

from api.limits.callers import caller_of
from api.limits.places import Places

# Files that are read at a time, each on a thread. More would take the processors from uploads and
# event streams.
AT_ONCE = 2
# Files that are read or wait for it, in all and of one caller.
MOST = 64
MOST_OF_CALLER = 8

T = TypeVar("T")


class ReadingRoom:
    """Lets callers in by turns: of each, one file is read at a time."""

    def __init__(self) -> None:
        self._places = Places("readings", MOST, MOST_OF_CALLER)
        self._threads = CapacityLimiter(AT_ONCE)
        self._turns: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    async def look(self, request: Request, work: Callable[[], T]) -> T:
        """Return what `work` does, on a thread, for somebody who waits for it.

        A place is kept until the work has ended, also for who has left meanwhile. Raises ApiError
        (429, 503) where there is no place, ClientDisconnect for who left before it began, and what
        `work` raises.
        """
        caller = caller_of(request.scope)
        with self._places.place(caller):
            async with self._turn(caller):
                if await request.is_disconnected():
                    raise ClientDisconnect
                return await _on_thread(work)

    async def do(self, request: Request, works: Iterable[Callable[[], T]]) -> list[T]:
        """Return what each of `works` does, one after another: all of them, whoever leaves.

        Raises ApiError, before any, where there is no place, and what they raise.
        """
        caller = caller_of(request.scope)
        found = []
        with self._places.place(caller):
            for work in works:
                async with self._turn(caller):
                    found.append(await _on_thread(work))
        return found

    @asynccontextmanager
    async def _turn(self, caller: str | None) -> AsyncIterator[None]:
        # Nobody in particular may be many.
        turn = Lock() if caller is None else self._turns.setdefault(caller, Lock())
        async with turn, self._threads:
            yield


async def _on_thread(work: Callable[[], T]) -> T:
    # Whoever calls this has one of our threads already.
    return await run_sync(work, limiter=CapacityLimiter(1))
