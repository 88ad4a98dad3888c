"""Readings of uploads that wait, kept in memory: a look at a page reads the file only once."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.frozen import Frozen
from vehicle_pipeline.spreadsheets.preview import Reading

# All that is kept, in bytes; some eight files of 100,000 rows.
MOST_BYTES = 64_000_000
# A person has looked at a preview by then, in seconds.
MOST_AGE = 900.0
# What Python takes for a cell beside its text, in bytes.
_CELL_BYTES = 100


class ReadingKey(Frozen):
    """What a reading depends on: the content, its kind, every choice, and the rules of a year."""

    sha256: str
    filename: str
    overrides: DialectOverrides
    rows: int
    year: int

    @property
    def text(self) -> str:
        """The key as one text: the choices hold a dictionary."""
        return self.model_dump_json()


@dataclass(frozen=True)
class _Kept:
    reading: Reading
    size: int
    kept_at: float


class KeptReadings:
    """The readings used last, bounded in bytes and age; threads may share it."""

    def __init__(
        self,
        most_bytes: int = MOST_BYTES,
        most_age: float = MOST_AGE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_bytes = most_bytes
        self._most_age = most_age
        self._clock = clock
        self._lock = Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def get(self, key: ReadingKey, read: Callable[[], Reading]) -> Reading:
        """Return the reading that is kept, or make and keep it. Raises what `read` does."""
        with self._lock:
            self._drop_old()
            if kept := self._kept.get(key.text):
                self._kept.move_to_end(key.text)
                return kept.reading
        reading = read()
        with self._lock:
            self._kept[key.text] = _Kept(reading, _size(reading), self._clock())
            self._drop_surplus()
        return reading

    def _drop_old(self) -> None:
        oldest = self._clock() - self._most_age
        for name in [name for name, kept in self._kept.items() if kept.kept_at < oldest]:
            del self._kept[name]

    def _drop_surplus(self) -> None:
        while self._kept and sum(kept.size for kept in self._kept.values()) > self._most_bytes:
            self._kept.popitem(last=False)


def _size(reading: Reading) -> int:
    """Estimate the bytes that a reading takes."""
    cells = [cell or "" for row in reading.preview.rows for cell in row.cells]
    names = reading.preview.dialect.columns
    texts = sum(_CELL_BYTES + 4 * len(text) for text in (*cells, *names))
    return texts + (0 if reading.accepted is None else int(reading.accepted.estimated_size()))
