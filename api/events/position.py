"""Places in the stream of events: what `id:` and `Last-Event-ID` carry."""

import re
from dataclasses import dataclass, replace

# More than the browser events that one Dagster event may carry.
ALL = 100_000
# The change in a place that was written before places had one.
UNKNOWN = -1
_WRITTEN = re.compile(r"(\d{1,18})(?:\.(\d{1,5}))?(\.end)?(?:-(\d{1,18}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Position:
    """Just behind the browser event number `index` of the Dagster event `event_id`, and behind the
    change of an import's status `change`.

    Two logs, each with its own order: a place has a coordinate in either. Their ids are the same
    on every replica of the API and outlive it, and so are these. Written "ID.INDEX-CHANGE";
    "ID-CHANGE" is behind everything up to that Dagster event. With ".end" before the change, the
    event there was the end of an import; a client that follows one knows that it is over.
    """

    event_id: int
    index: int = ALL
    change: int = 0
    is_end: bool = False

    @property
    def logged(self) -> tuple[int, int]:
        """The coordinate in Dagster's log."""
        return self.event_id, self.index

    @property
    def end(self) -> "Position":
        """The place behind the end of an import that this one's Dagster event announced."""
        return replace(self, index=ALL, is_end=True)

    def covers(self, other: "Position") -> bool:
        """Whether this place is not before the other in either log."""
        return other.logged <= self.logged and other.change <= self.change

    def joined(self, other: "Position") -> "Position":
        """Return the place behind both; it is an end if the other one is."""
        event_id, index = max(self.logged, other.logged)
        return Position(event_id, index, max(self.change, other.change), other.is_end)

    def __str__(self) -> str:
        index = "" if self.index == ALL else f".{self.index}"
        change = "" if self.change == UNKNOWN else f"-{self.change}"
        end = ".end" if self.is_end else ""
        return f"{self.event_id}{index}{end}{change}"

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Return the place that `text` names; raises ValueError for anything else."""
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            raise ValueError(text)
        event_id, index, end, change = match.groups()
        return cls(
            int(event_id),
            ALL if index is None else int(index),
            UNKNOWN if change is None else int(change),
            is_end=end is not None,
        )
