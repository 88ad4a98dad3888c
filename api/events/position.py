"""Places in the stream of events: what `id:` and `Last-Event-ID` carry."""

import re
from dataclasses import dataclass

# More than the browser events that one Dagster event may carry.
_END = 100_000
_ALL = _END + 1
_WRITTEN = re.compile(r"(\d{1,18})(?:\.(\d{1,5}|end))?", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class Position:
    """Just behind the browser event number `index` of the Dagster event `event_id`.

    Dagster's ids are the same on every replica of the API and outlive it, and so are these.
    Written "ID.INDEX"; "ID.end" is behind a status that ends its import, "ID" behind everything
    up to that Dagster event.
    """

    event_id: int
    index: int = _ALL

    @property
    def is_end(self) -> bool:
        """Whether a client at this place knows that the import is over."""
        return self.index == _END

    @property
    def end(self) -> "Position":
        """The place behind the end of an import that this one's Dagster event announced."""
        return Position(self.event_id, _END)

    def __str__(self) -> str:
        if self.index == _ALL:
            return str(self.event_id)
        return f"{self.event_id}.{'end' if self.is_end else self.index}"

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Return the place that `text` names; raises ValueError for anything else."""
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            raise ValueError(text)
        place = cls(int(match[1]))
        if match[2] is None:
            return place
        return place.end if match[2] == "end" else cls(place.event_id, int(match[2]))
