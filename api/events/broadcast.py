"""The newest events of all imports, shared by every client of this process."""

import asyncio
from collections import deque
from collections.abc import Sequence
from itertools import takewhile

from api.events.position import Position
from api.events.translation import StreamEvent

# About a minute of a dozen busy imports.
CAPACITY = 1_000


class Broadcast:
    """A window over the end of the log, filled by the one tail.

    Clients do not get a buffer each: they look into this one from their own position, and who
    has fallen behind its start reads the log instead. So no client slows another, and memory is
    bounded however many clients there are.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._events: deque[StreamEvent] = deque(maxlen=capacity)
        self._ready = asyncio.Event()
        self._changed = asyncio.Event()
        # The window holds every event behind `_start` up to `end`.
        self._start = self.end = Position(0)

    def begin(self, place: Position) -> None:
        """Start with an empty window behind `place`."""
        self._start = self.end = place
        self._ready.set()
        self._wake()

    def publish(self, events: Sequence[StreamEvent], end: Position) -> None:
        """Add events in their order; with them the window reaches up to `end`."""
        for event in events:
            if len(self._events) == self._events.maxlen:
                self._start = self._events[0].position
            self._events.append(event)
        self.end = end
        self._wake()

    def after(self, position: Position) -> list[StreamEvent] | None:
        """Return all events behind `position`, or None if the window starts later than that."""
        if not position.covers(self._start):
            return None
        newer = takewhile(lambda event: not position.covers(event.position), reversed(self._events))
        return [event for event in newer if not event.is_within(position)][::-1]

    async def wait_until_ready(self) -> None:
        """Return once the window has begun."""
        await self._ready.wait()

    async def wait_beyond(self, position: Position) -> None:
        """Return once the window reaches further than `position`."""
        while position.covers(self.end):
            await self._changed.wait()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
