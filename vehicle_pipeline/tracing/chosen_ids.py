"""Spans with an id that is known before they are recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_span_id: ContextVar[int | None] = ContextVar("chosen_span_id", default=None)


@contextmanager
def chosen(span_id: int) -> Iterator[None]:
    """Have the spans that are made inside get this id; see `exporting.Ids`."""
    token = _span_id.set(span_id)
    try:
        yield
    finally:
        _span_id.reset(token)


def chosen_id() -> int | None:
    """Return the id for the next span, if one is chosen."""
    return _span_id.get()
