"""Requests are counted by sender, in bounded memory."""

from api.limits.rates import Rates


def test_each_sender_has_an_allowance_and_is_told_how_long_to_wait() -> None:
    rates = Rates(per_minute=3)
    assert [rates.seconds_to_wait("a") for _ in range(3)] == [None, None, None]
    wait = rates.seconds_to_wait("a")
    assert wait is not None
    assert 1 <= wait <= 60
    assert rates.seconds_to_wait("b") is None


def test_a_flood_of_new_senders_shares_one_allowance_and_takes_bounded_memory() -> None:
    rates = Rates(per_minute=2, most_senders=10)
    assert rates.seconds_to_wait("first") is None
    admitted = [rates.seconds_to_wait(f"sender {n}") is None for n in range(1_000)]
    # Nine of them were counted on their own; all the others had two together.
    assert sum(admitted) == 11
    assert len(rates) == 11
    assert rates.seconds_to_wait("first") is None
