"""How much the slow tests try: a part of it in `make test`, everything in `make thorough`."""

import os
from collections.abc import Sequence
from typing import TypeVar

THOROUGH = bool(os.environ.get("THOROUGH"))

T = TypeVar("T")


def examples(count: int) -> int:
    """Return how many random examples of a rule to try."""
    return 10 * count if THOROUGH else count


def one_in(step: int, cases: Sequence[T]) -> Sequence[T]:
    """Return every `step`th of the cases, evenly spread; all of them in `make thorough`."""
    return cases if THOROUGH else cases[::step]
