"""What is counted and what is found wrong while many threads are at work."""

import threading
from collections import Counter


class Tally:
    """Counters and violations; any thread may add to them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._violations: Counter[str] = Counter()

    def add(self, name: str, number: int = 1) -> None:
        """Count something."""
        with self._lock:
            self._counts[name] += number

    def longest(self, name: str, number: int) -> None:
        """Keep the largest number of all."""
        with self._lock:
            self._counts[name] = max(self._counts[name], number)

    def violation(self, sentence: str) -> None:
        """Note something that must never happen."""
        with self._lock:
            self._violations[sentence] += 1

    @property
    def counts(self) -> dict[str, int]:
        """Everything that was counted, by name."""
        with self._lock:
            return dict(sorted(self._counts.items()))

    @property
    def violations(self) -> list[str]:
        """What must never happen and did; each sentence once, with how often."""
        with self._lock:
            return [
                sentence if times == 1 else f"{sentence} ({times} times)"
                for sentence, times in self._violations.items()
            ]
