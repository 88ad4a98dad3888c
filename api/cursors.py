"""Places in lists, as addresses bring them."""

from contextlib import suppress
from enum import StrEnum
from typing import Protocol, Self, TypeVar

from api.errors import ApiError


class _Cursor(Protocol):
    @property
    def sort(self) -> StrEnum: ...

    @classmethod
    def parse(cls, text: str) -> Self: ...


Kind = TypeVar("Kind", bound=_Cursor)


def cursor_of(kind: type[Kind], text: str | None, sort: StrEnum) -> Kind | None:
    """Return the place behind which a page of a list begins; raises ApiError (422)."""
    place = known_place(kind, text, sort)
    if text and place is None:
        raise ApiError(422, "invalid_cursor")
    return place


def known_place(kind: type[Kind], text: str | None, sort: StrEnum) -> Kind | None:
    """Return the place that a page of this order has named; None for what none has."""
    with suppress(ValueError):
        place = kind.parse(text) if text else None
        return place if place and place.sort is sort else None
    return None
