"""The event log without surprises: what it shows once, nothing comes before any more."""

from dataclasses import dataclass

from api.events.gap_guard import GapGuard
from api.events.run_events import BATCH, EventRow, RunEvents

# A writer commits within milliseconds of drawing its id.
GAP_SECONDS = 0.02


@dataclass(frozen=True)
class Slice:
    """Settled rows, the id up to which the log is settled now, and whether more can be read."""

    rows: list[EventRow]
    end: int
    has_more: bool


class SettledLog:
    """Reads the log in the order of its ids, as far as it is settled. Blocking."""

    def __init__(self, run_events: RunEvents) -> None:
        self._run_events = run_events
        self._guard = GapGuard()
        self._newest: int | None = None
        self._suspects: frozenset[str] = frozenset()

    @property
    def is_waiting(self) -> bool:
        """Whether there is something that cannot be shown yet."""
        return self._guard.is_waiting

    def start(self) -> int | None:
        """Return the newest id; None while a transaction may hold an id below it."""
        if self._newest is None:
            self._newest = self._run_events.newest()
            self._suspects = self._run_events.writers()
        elif self._suspects:
            self._suspects &= self._run_events.writers()
        return None if self._suspects else self._newest

    def after(self, position: int) -> Slice:
        """Return the next settled rows behind `position`."""
        # Who is writing has to be known before the rows are read: see GapGuard.
        writers = self._run_events.writers() if self._guard.is_waiting else frozenset()
        rows = self._run_events.after(position)
        end = self._guard.settled(position, [row.id for row in rows], writers)
        settled = [row for row in rows if row.id <= end]
        return Slice(settled, end, has_more=len(settled) == BATCH)
