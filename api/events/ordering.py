"""One order for the events of Dagster's log and the changes of imports' statuses."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from api.events.position import Position
from api.events.translation import StreamEvent


def in_order(start: Position, events: Iterable[StreamEvent]) -> Iterator[StreamEvent]:
    """Yield events behind `start`, each with its whole place.

    A change comes behind the events that were in the log before it. The order is for the reader
    only: nothing is lost, and nothing comes twice, in any other.
    """
    place = start
    for event in sorted(events, key=_order):
        place = _advanced(place, event)
        yield replace(event, position=place)


def _order(event: StreamEvent) -> tuple[int, int, int]:
    return *event.position.logged, event.position.change


def _advanced(place: Position, event: StreamEvent) -> Position:
    own = event.position
    if event.is_change:
        # Events of the log that stand before it in this order may not have been read yet.
        return replace(place, change=own.change, is_end=own.is_end)
    return replace(own, change=place.change)
