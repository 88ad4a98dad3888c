"""How an occurrence ends, by what became of the objects of its source."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from vehicle_pipeline.schedule_contracts import ObjectState

_BAD = {ObjectState.REFUSED, ObjectState.FAILED}


@dataclass(frozen=True)
class Result:
    """The state in which an occurrence ends; `reason` and `params` name a sentence."""

    state: Literal["done", "nothing_new", "failed"]
    reason: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


def result_of(settled: Sequence[ObjectState], growing: int, unreadable: int = 0) -> Result:
    """Return the result for objects that were settled; `growing` ones are still being written.

    With nothing but objects that cannot be imported, the occurrence has failed. `unreadable` ones
    are apart: they could not be read at the last look either, and are no failure twice.
    """
    bad = sum(state in _BAD for state in settled)
    if not settled and growing:
        return Result("nothing_new", "objects_growing", {"count": growing})
    if not settled and unreadable:
        return Result("nothing_new", "objects_unreadable", {"count": unreadable})
    if not settled:
        return Result("nothing_new")
    if bad == len(settled):
        return Result("failed", "all_refused", {"count": bad})
    if bad:
        return Result("done", "some_refused", {"count": bad})
    return (
        Result("done", "some_unreadable", {"count": unreadable}) if unreadable else Result("done")
    )
