"""Messages that ask for no import: which were sent, and which must be kept in the end."""

import threading


class Strangers:
    """Bodies of malformed and foreign messages; any thread may add to them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._awaited: set[str] = set()
        self.lost = 0

    def sent(self, body: str) -> None:
        """Await a message as a dead letter."""
        with self._lock:
            self._awaited.add(body)

    def may_be_lost(self, body: str) -> None:
        """Do not await a message: it was stolen, or it is unknown whether it was sent."""
        with self._lock:
            self.lost += body in self._awaited
            self._awaited.discard(body)

    def all_may_be_lost(self) -> None:
        """Do not await any message sent up to now: the emulator was killed, or emptied."""
        with self._lock:
            self.lost += len(self._awaited)
            self._awaited.clear()

    @property
    def awaited(self) -> set[str]:
        """What must be kept, and cannot have been lost but by a mistake."""
        with self._lock:
            return set(self._awaited)
