"""How many of each there are at the moment, in memory for those that there are."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def counted(counter: Counter[T], one: T) -> Iterator[None]:
    """Count one more of a kind for as long as the context lasts."""
    counter[one] += 1
    try:
        yield
    finally:
        counter[one] -= 1
        if not counter[one]:
            del counter[one]
