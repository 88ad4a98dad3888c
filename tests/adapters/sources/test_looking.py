"""A look at a source takes a bounded time, whatever the source does."""

from threading import Event
from time import monotonic

import pytest

from vehicle_pipeline.adapters.sources import looking
from vehicle_pipeline.adapters.sources.looking import look_at
from vehicle_pipeline.errors import SourceUnreadableError


def refused() -> None:
    raise SourceUnreadableError("source_denied", location="/frota")


def test_what_a_look_raises_is_raised() -> None:
    look_at(lambda: None, "/frota")
    with pytest.raises(SourceUnreadableError) as refusal:
        look_at(refused, "/frota")
    assert refusal.value.code == "source_denied"


def test_a_source_that_hangs_does_not_answer_and_keeps_nobody_waiting() -> None:
    """Neither the one who asks, nor all who ask after it while others hang still."""
    released, begun = Event(), monotonic()
    try:
        for _ in range(looking._AT_ONCE + 5):
            with pytest.raises(SourceUnreadableError) as refusal:
                look_at(lambda: released.wait() and None, "/frota", patience=0.02)
            assert (refusal.value.code, refusal.value.params) == (
                "source_unavailable",
                {"location": "/frota"},
            )
        assert monotonic() - begun < 5
    finally:
        released.set()
    # Their places are free again.
    for _ in range(100):
        try:
            return look_at(lambda: None, "/frota")
        except SourceUnreadableError:
            Event().wait(0.05)
    pytest.fail("no place became free")
