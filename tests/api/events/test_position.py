import itertools
import re

import pytest

from api.events.position import Position

IN_ORDER = [
    "7.0-3",
    "7.1-3",
    "7.1.end-4",
    "7.1-5",
    "7.10-5",
    "7.end-5",
    "7-6",
    "8.0-6",
    "10-6",
]
OF_EARLIER_VERSIONS = ["7.0", "7.1", "7.10", "7.end", "7", "8.0", "10"]


@pytest.mark.parametrize("texts", [IN_ORDER, OF_EARLIER_VERSIONS], ids=["new", "old"])
def test_a_later_place_covers_the_earlier_ones(texts: list[str]) -> None:
    places = [Position.parse(text) for text in texts]
    assert [str(place) for place in places] == texts
    for earlier, later in itertools.combinations(places, 2):
        assert later.covers(earlier)


def test_a_place_that_is_behind_in_one_log_only_covers_no_other() -> None:
    one, other = Position.parse("7.0-4"), Position.parse("8.0-3")
    assert not one.covers(other)
    assert not other.covers(one)
    assert str(one.joined(other)) == "8.0-4"


@pytest.mark.parametrize("text", ["", "x", "7.x", "-1", "7--1", "7.0-", "7.end.1-2", "٧", "9" * 19])
def test_what_names_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        Position.parse(text)
