"""Long removals in short steps, which may be broken off after any of them."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Tally:
    """How many things were removed, and how many bytes they had, as far as that is known."""

    count: int = 0
    bytes: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.count + other.count, self.bytes + other.bytes)


@dataclass(frozen=True)
class Removal:
    """What a removal came to; `is_complete` is false when its time was over before its work."""

    removed: Tally
    is_complete: bool
    seconds: float


def work_off(batches: Iterable[Tally], seconds: float) -> Removal:
    """Go through `batches`, each of which removes something, for about so many seconds."""
    began = time.monotonic()
    removed = Tally()
    for tally in batches:
        removed += tally
        if (spent := time.monotonic() - began) > seconds:
            return Removal(removed, is_complete=False, seconds=spent)
    return Removal(removed, is_complete=True, seconds=time.monotonic() - began)


def batched(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of up to `size` things. (`itertools.batched` is of Python 3.12.)"""
    iterator = iter(things)
    while batch := list(islice(iterator, size)):
        yield batch
