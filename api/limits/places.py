"""How many of a thing may be under way at the same time: in all, and of each sender."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from api.counted import counted
from api.errors import RETRY_AFTER, ApiError


class Places:
    """Counts what is under way; memory: one number for each sender that has something under way."""

    def __init__(self, kind: str, in_all: int, each: int) -> None:
        self._kind = kind
        self._in_all = in_all
        self._each = each
        self._taken: Counter[str | None] = Counter()

    @property
    def taken(self) -> int:
        """How many are under way."""
        return self._taken.total()

    @contextmanager
    def place(self, sender: str | None) -> Iterator[None]:
        """Take a place for as long as the context lasts; None is nobody in particular.

        Raises ApiError: 429 `too_many_<kind>` for a sender who has all of theirs, 503 `no_room_for_
        <kind>` where none is left.
        """
        headers = {"Retry-After": str(RETRY_AFTER)}
        if sender is not None and self._taken[sender] >= self._each:
            raise ApiError(429, f"too_many_{self._kind}", headers=headers, limit=self._each)
        if self.taken >= self._in_all:
            raise ApiError(503, f"no_room_for_{self._kind}", headers=headers)
        with counted(self._taken, sender):
            yield
