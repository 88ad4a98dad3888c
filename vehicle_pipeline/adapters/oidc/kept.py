"""What the provider says of itself: kept for a while, so that it may be away."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from vehicle_pipeline.errors import LoginProviderUnavailableError

_LOG = logging.getLogger("uvicorn.error")
_T = TypeVar("_T")
# In seconds between two attempts: strangers cannot have us ask the provider more often.
PAUSE = 10.0


class Kept(Generic[_T]):
    """A value that is fetched again when it is old, and goes on to be used if that fails."""

    def __init__(
        self, fetch: Callable[[], _T], seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = fetch
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._value: _T | None = None
        self._fetched = self._tried = float("-inf")

    def get(self) -> _T:
        """Return the value. Raises LoginProviderUnavailableError while there is none."""
        if self._clock() - self._fetched > self._seconds:
            self.renew()
        if self._value is None:
            raise LoginProviderUnavailableError("it has not answered yet")
        return self._value

    def renew(self) -> None:
        """Fetch the value again, unless that was tried just now."""
        # Nobody waits for somebody else who asks, unless there is nothing to go on with.
        if not self._lock.acquire(blocking=self._value is None):
            return
        try:
            if self._clock() - self._tried >= PAUSE:
                self._try()
        finally:
            self._lock.release()

    def _try(self) -> None:
        try:
            self._value = self._fetch()
            self._fetched = self._clock()
        except LoginProviderUnavailableError as away:
            _LOG.warning("The OpenID provider could not be asked: %s", away)
        finally:
            self._tried = self._clock()
