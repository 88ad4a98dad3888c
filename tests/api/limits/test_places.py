"""What is under way at the same time is counted by sender, and forgotten when it ends."""

from contextlib import ExitStack

import pytest

from api.errors import ApiError
from api.limits.places import Places


@pytest.fixture
def places() -> Places:
    return Places("uploads", in_all=4, each=2)


def refusal(places: Places, sender: str | None) -> tuple[int, str]:
    with pytest.raises(ApiError) as caught, places.place(sender):
        pass
    assert int(caught.value.headers["Retry-After"]) > 0
    return caught.value.status, caught.value.code


def test_a_sender_has_so_many_and_leaves_room_for_others(places: Places) -> None:
    with places.place("a"), places.place("a"):
        assert refusal(places, "a") == (429, "too_many_uploads")
        with places.place("b"):
            pass
    with places.place("a"):
        assert places.taken == 1


def test_all_together_have_so_many(places: Places) -> None:
    with ExitStack() as stack:
        for sender in ("a", "b", "c", None):
            stack.enter_context(places.place(sender))
        assert refusal(places, "d") == (503, "no_room_for_uploads")
        assert refusal(places, None) == (503, "no_room_for_uploads")


def test_nobody_in_particular_is_bounded_by_all_together_only(places: Places) -> None:
    with places.place(None), places.place(None), places.place(None):
        assert places.taken == 3


def test_what_has_ended_takes_no_memory(places: Places) -> None:
    for sender in map(str, range(100)):
        with places.place(sender):
            pass
    with pytest.raises(KeyError), places.place("a"):
        raise KeyError
    assert (places.taken, len(places._taken)) == (0, 0)
