"""The plan is decided by the seed alone."""

from collections import Counter

import pytest

from chaos.plan import EASY_ROUNDS, QUICK, SLOW, Kind, Round, outages, storm
from chaos.uploads import Upload


def uploads(rounds: list[Round]) -> list[Upload]:
    return [upload for round_ in rounds for upload in round_.uploads]


def test_the_same_seed_plans_the_same_storm() -> None:
    assert storm(7, 12) == storm(7, 12)
    assert outages(7) == outages(7)


def test_another_seed_plans_another() -> None:
    assert storm(7, 3) != storm(8, 3)


def test_a_longer_storm_begins_like_a_shorter_one() -> None:
    assert storm(7, 9)[:3] == storm(7, 3)


@pytest.mark.parametrize("rounds", [storm(1, 50), outages(1)], ids=["storm", "outages"])
def test_no_two_uploads_have_a_name_or_a_plate_of_their_own_in_common(rounds: list[Round]) -> None:
    assert max(Counter(upload.name for upload in uploads(rounds)).values()) == 1
    assert max(Counter(upload.block for upload in uploads(rounds)).values()) == 1


def test_everything_happens_within_fifty_rounds() -> None:
    acts = Counter(act.kind for round_ in storm(3, 50) for act in round_.acts)
    assert acts.keys() == set(Kind)
    assert acts[Kind.KILL_RUN] > acts[Kind.KILL_DAEMON]


def test_a_short_storm_does_nothing_that_takes_long_to_recover_from() -> None:
    for seed in range(20):
        kinds = {act.kind for round_ in storm(seed, EASY_ROUNDS) for act in round_.acts}
        assert kinds <= set(QUICK)
        assert not kinds & set(SLOW)


def test_acts_and_uploads_lie_within_their_round() -> None:
    for round_ in storm(5, 50):
        moments = [act.at for act in round_.acts] + [upload.at for upload in round_.uploads]
        assert min(moments) >= 0
        assert max(moments) <= round_.seconds
