"""What was found out a moment ago, shared by all who ask."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The answer of `look`, kept for some seconds; whoever asks meanwhile waits for the same one.

    So what it costs does not grow with the number of those who ask.
    """

    def __init__(self, look: Callable[[], Awaitable[T]], seconds: float) -> None:
        self._look = look
        self._seconds = seconds
        self._lock = asyncio.Lock()
        self._found: T
        self._until = float("-inf")

    async def get(self, serves: Callable[[T], bool] = lambda _: True) -> T:
        """Return what is known and `serves`, or find it out.

        Raises what `look` raises, which is not kept.
        """
        clock = asyncio.get_running_loop().time
        async with self._lock:
            if clock() >= self._until or not serves(self._found):
                self._found = await self._look()
                self._until = clock() + self._seconds
            return self._found
