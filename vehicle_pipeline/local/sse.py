"""Server-Sent Events as the HTML standard defines them, from lines to events."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class ServerSentEvent:
    """One event. `last_id` is the position to resume after, from this event or an earlier one."""

    event: str
    data: str
    last_id: str | None


def parse(lines: Iterable[str], last_id: str | None = None) -> Iterator[ServerSentEvent]:
    """Yield the events in `lines` (without line ends); one cut off at the end is dropped."""
    event = ""
    data: list[str] = []
    for line in lines:
        if not line:
            if data:
                yield ServerSentEvent(event or "message", "\n".join(data), last_id)
            event, data = "", []
            continue
        # A line that starts with a colon is a comment: its field has no name.
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            event = value
        elif field == "data":
            data.append(value)
        elif field == "id" and "\0" not in value:
            last_id = value
