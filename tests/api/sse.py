"""A client of the event stream, as a browser's EventSource is one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

STREAM = "/api/v1/imports/stream"


@dataclass(frozen=True)
class Message:
    """One event; `id` is None where none was sent."""

    event: str
    id: str | None
    data: dict[str, Any]


class Stream:
    """An open stream, message by message."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.comments: list[str] = []
        self.retry: str | None = None
        self._messages = self._read()

    def next(self) -> Message:
        return next(self._messages)

    def take(self, count: int) -> list[Message]:
        return [self.next() for _ in range(count)]

    def rest(self) -> list[Message]:
        """Everything up to the end of the stream."""
        return list(self._messages)

    def _read(self) -> Iterator[Message]:
        fields: dict[str, str] = {}
        for line in self.response.iter_lines():
            name, _, value = line.partition(": ")
            if line.startswith(":"):
                self.comments.append(line[1:].strip())
            elif line:
                fields[name] = value
            else:
                self.retry = fields.get("retry", self.retry)
                if "data" in fields:
                    data = json.loads(fields["data"])
                    yield Message(fields["event"], fields.get("id"), data)
                fields = {}


@contextmanager
def streaming(
    api: httpx.Client, last_event_id: str | None = None, **params: Any
) -> Iterator[Stream]:
    """Open a stream; leaving closes the connection."""
    headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
    query = {name: str(value) for name, value in params.items()}
    with api.stream("GET", STREAM, params=query, headers=headers) as response:
        yield Stream(response)


def summary(messages: list[Message]) -> list[str]:
    """Each message in one word: its progress or its status."""
    return [str(each.data.get("processed_rows", each.data.get("status"))) for each in messages]
