"""What somebody sent is quoted so that the sentence around it stays readable."""

import pytest

from vehicle_pipeline.domain.excerpts import excerpt


@pytest.mark.parametrize("mark", [*"\u061c\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2068"])
def test_a_mark_that_turns_the_reading_order_is_replaced(mark: str) -> None:
    assert excerpt(f"a{mark}b") == "a\ufffdb"


def test_the_beginning_is_quoted() -> None:
    assert excerpt("é" * 300) == "é" * 100


def test_half_a_character_is_replaced() -> None:
    assert excerpt("a\ud800") == "a?"
