"""How far the event log may be read without losing an event that becomes visible later."""

from collections.abc import Sequence


class GapGuard:
    """Separates gaps that are still open from those that stay for ever.

    A writer draws its id before it commits, so a lower id may become visible after a higher one.
    A missing id is therefore waited for, until every transaction that was writing after the gap
    was first seen has ended: each of them could be the one that holds the id, and no later one
    can. What a read that starts after that does not show was rolled back.
    """

    def __init__(self) -> None:
        # All ids up to this one are settled as soon as none of the suspects remains.
        self._bound = 0
        # None: a gap was seen, and the running transactions are not known yet.
        self._suspects: frozenset[str] | None = frozenset()
        self.is_waiting = False

    def settled(self, position: int, ids: Sequence[int], writers: frozenset[str]) -> int:
        """Return the id up to which the log is complete.

        `ids` are the visible ids behind `position`, ascending; `writers` the transactions that
        were writing just before `ids` were read (needed only while `is_waiting`).
        """
        self._suspects = writers if self._suspects is None else self._suspects & writers
        sure = position if self._suspects else self._bound
        for event_id in ids:
            if event_id > max(sure, position + 1):
                self._wait_for_gap(position, ids[-1])
                return position
            position = event_id
        self.is_waiting = bool(self._suspects) and position < self._bound
        return position

    def _wait_for_gap(self, position: int, newest: int) -> None:
        self.is_waiting = True
        if not self._suspects or self._bound <= position:
            self._bound, self._suspects = newest, None
