"""How many requests may come in a minute from each of many senders, in bounded memory."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

# Senders of one minute that are counted each on their own, about 1 MB. The library looks at all of
# them up to a hundred times a second.
_MOST_SENDERS = 4_096
# Those beyond share one allowance: a flood from ever new addresses neither fills the memory, nor
# gets in, nor keeps out those who came before.
_OTHERS = "others"


class Rates:
    """Counts requests by sender, in windows of one minute that begin with the first of them."""

    def __init__(self, per_minute: int, most_senders: int = _MOST_SENDERS) -> None:
        self._limit = RateLimitItemPerMinute(per_minute)
        self._storage = MemoryStorage()
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._most_senders = most_senders

    def __len__(self) -> int:
        """Return how many senders are counted."""
        return len(self._storage.storage)

    def seconds_to_wait(self, sender: str) -> int | None:
        """Count a request; return None if it may go on, or else after how long the next may."""
        counted = self._counted(sender)
        if self._limiter.hit(self._limit, counted):
            return None
        ends_at = self._limiter.get_window_stats(self._limit, counted).reset_time
        return max(1, math.ceil(ends_at - time.time()))

    def _counted(self, sender: str) -> str:
        is_known = self._limit.key_for(sender) in self._storage.storage
        return sender if is_known or len(self) < self._most_senders else _OTHERS
