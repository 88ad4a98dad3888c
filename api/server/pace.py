"""How fast a body has to come: silence is bounded, and so is a byte now and then."""

# Between two pieces, in seconds. A phone that changes its network needs a few.
BODY_SECONDS = 30.0
# Any body has so long, in seconds, and more the more of it has come: at least so many bytes a
# second. The slowest mobile networks bring several times that. So a body takes at most this and a
# second for each of these bytes, whatever its client does.
GRACE_SECONDS = 60.0
BYTES_PER_SECOND = 2_000


class Pace:
    """The time that a client has taken for a body. What it waits for us is not its time."""

    def __init__(self) -> None:
        self._received = 0
        self._spent = 0.0
        self._waiting_since: float | None = None

    def received(self, size: int, now: float) -> None:
        """Count a piece of `size` bytes, and the wait for it."""
        self._received += size
        if self._waiting_since is not None:
            self._spent += now - self._waiting_since
            self._waiting_since = None

    def wait(self, now: float, *, is_our_turn: bool) -> float:
        """Begin to wait for the next piece; return for how long at most, in seconds."""
        self._waiting_since = None if is_our_turn else now
        if is_our_turn:
            return BODY_SECONDS
        left = GRACE_SECONDS + self._received / BYTES_PER_SECOND - self._spent
        return max(0.0, min(BODY_SECONDS, left))
