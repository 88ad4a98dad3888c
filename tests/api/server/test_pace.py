"""How fast a body has to come."""

from api.server.pace import BODY_SECONDS, BYTES_PER_SECOND, GRACE_SECONDS, Pace


def seconds_until_refused(size: int, every: float) -> float | None:
    """When a client is refused that sends `size` bytes `every` so many seconds; None: never."""
    pace, now = Pace(), 0.0
    while now < 86_400:
        if pace.wait(now, is_our_turn=False) < every:
            return now
        now += every
        pace.received(size, now)
    return None


def test_a_body_that_comes_at_the_least_rate_is_never_refused() -> None:
    assert seconds_until_refused(BYTES_PER_SECOND, every=1) is None
    assert seconds_until_refused(20 * BYTES_PER_SECOND, every=20) is None


def test_a_byte_a_second_is_refused_after_the_grace() -> None:
    refused = seconds_until_refused(1, every=1)
    assert refused is not None
    assert GRACE_SECONDS - 1 <= refused <= GRACE_SECONDS + 1


def test_silence_is_refused_sooner() -> None:
    assert Pace().wait(0, is_our_turn=False) == BODY_SECONDS


def test_what_a_client_waits_for_us_is_not_its_time() -> None:
    pace, now = Pace(), 0.0
    for _ in range(100):
        assert pace.wait(now, is_our_turn=True) == BODY_SECONDS
        now += 20
        pace.received(1, now)
    assert pace.wait(now, is_our_turn=False) == BODY_SECONDS
