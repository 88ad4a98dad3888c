"""A client of the event stream, as a browser's EventSource is one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from httpx_sse import EventSource

STREAM = "/api/v1/imports/stream"


@dataclass(frozen=True)
class Message:
    """One event; `id` is the position to resume after."""

    event: str
    id: str
    data: dict[str, Any]

    @property
    def is_change(self) -> bool:
        """Whether it shows that an import was uploaded or claimed, and not its whole state."""
        return self.event == "job_status" and "filename" in self.data and "id" not in self.data


class Stream:
    """An open stream, message by message; with `changes` also those of uploads and claims."""

    def __init__(self, response: httpx.Response, *, changes: bool = False) -> None:
        self.response = response
        self._changes = changes
        self.retry: int | None = None
        self._messages = self._read()

    def next(self) -> Message:
        return next(self._messages)

    def take(self, count: int) -> list[Message]:
        return [self.next() for _ in range(count)]

    def rest(self) -> list[Message]:
        """Everything up to the end of the stream."""
        return list(self._messages)

    def _read(self) -> Iterator[Message]:
        for event in EventSource(self.response).iter_sse():
            if event.retry is not None:
                self.retry = event.retry
            if event.data:
                message = Message(event.event, event.id, event.json())
                if self._changes or not message.is_change:
                    yield message


@contextmanager
def streaming(
    api: httpx.Client, last_event_id: str | None = None, *, changes: bool = False, **params: Any
) -> Iterator[Stream]:
    """Open a stream; leaving closes the connection."""
    headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
    query = {name: str(value) for name, value in params.items()}
    with api.stream("GET", STREAM, params=query, headers=headers) as response:
        yield Stream(response, changes=changes)


def summary(messages: list[Message]) -> list[str]:
    """Each message in one word: its progress or its status."""
    return [str(each.data.get("processed_rows", each.data.get("status"))) for each in messages]
