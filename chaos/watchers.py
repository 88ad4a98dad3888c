"""Clients of the event stream that reconnect whenever it breaks, and note what they get."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from httpx_sse import EventSource

from chaos.door import Door
from chaos.tally import Tally

# A heartbeat comes every 10 s; three missed ones mean a dead connection.
SILENCE = 35.0
# Until connecting again, in seconds.
PAUSE = 0.5
PATH = "/api/v1/imports/stream"
TERMINAL = {"completed", "failed", "cancelled", "undone"}
_LAST = 10**9


@dataclass(frozen=True)
class Seen:
    """One event that a client got."""

    id: str
    event: str
    data: dict[str, Any]

    @property
    def place(self) -> tuple[int, int, int]:
        """Its place: the Dagster event, which of those that one carries, and the change."""
        return place(self.id)

    @property
    def logged(self) -> tuple[int, int]:
        """Its place in Dagster's log, which is the same in every stream."""
        return self.place[:2]

    @property
    def is_status(self) -> bool:
        """Whether it reports the import's status, as it is when the event is sent."""
        return self.event == "job_status"

    @property
    def status(self) -> str | None:
        """The status that it reports, if it does."""
        return str(self.data["status"]) if self.is_status else None


def place(event_id: str) -> tuple[int, int, int]:
    """Return an id as something that can be compared; "12-5" and "12.end-5" follow "12.3.end-5"."""
    logged, _, change = event_id.partition("-")
    number, _, index = logged.removesuffix(".end").partition(".")
    return int(number), int(index or _LAST), int(change or 0)


class Watcher:
    """A thread that follows one import, or all of them without `job_id`, until it is let go.

    Begins behind the event `start`, or with what comes next. One import is followed until it has
    the status `until`.
    """

    def __init__(
        self,
        door: Door,
        tally: Tally,
        job_id: str | None = None,
        start: str | None = None,
        until: str = "completed",
    ) -> None:
        self.job_id = job_id
        self._until = until
        self.seen: list[Seen] = []
        self._start = start
        self._tally = tally
        self._is_over = threading.Event()
        self._http = door.client(SILENCE)
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    @property
    def last_status(self) -> str | None:
        """The last status that was reported."""
        reported = (each.status for each in reversed(self.seen) if each.is_status)
        return next(reported, None)

    @property
    def has_ended(self) -> bool:
        """Whether the last event is a terminal status."""
        return bool(self.seen) and self.seen[-1].status in TERMINAL

    def let_go(self) -> None:
        """Stop following."""
        self._is_over.set()

    def _follow(self) -> None:
        while not self._is_over.is_set():
            try:
                last = self.seen[-1].id if self.seen else self._start
                for event in stream(self._http, self.job_id, last, self._tally):
                    self._note(event)
                    if self._is_over.is_set():
                        return
            except httpx.ReadTimeout:
                self._tally.violation(f"An event stream was silent for {SILENCE:.0f} s.")
            except httpx.TransportError:
                self._tally.add("streams cut off")
            if self.job_id and self.last_status == self._until:
                return
            self._is_over.wait(PAUSE)

    def _note(self, event: Seen) -> None:
        if self.seen and event.place <= self.seen[-1].place and not self._is_unlogged_end(event):
            what = "twice" if event.place == self.seen[-1].place else "too late"
            self._tally.violation(
                f"A stream was sent event {event.id} {what}, after {self.seen[-1].id}."
            )
        self.seen.append(event)

    def _is_unlogged_end(self, event: Seen) -> bool:
        """Whether it is an end that is not in the log: it is sent at the client's position."""
        return ".end" in event.id and event.id.replace(".end", "") == self.seen[-1].id


def stream(
    http: httpx.Client, job_id: str | None, last: str | None, tally: Tally
) -> Iterator[Seen]:
    """Yield events until the stream ends; nothing when it cannot be opened now."""
    headers = {"Last-Event-ID": last} if last else {}
    query = {"job_id": job_id} if job_id else {}
    with http.stream("GET", PATH, params=query, headers=headers) as answer:
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            tally.add("answers 503")
        elif answer.status_code not in (httpx.codes.OK, httpx.codes.NO_CONTENT):
            tally.violation(f"An event stream was answered {answer.status_code}.")
        if answer.status_code != httpx.codes.OK:
            return
        tally.add("streams opened")
        for event in EventSource(answer).iter_sse():
            last = event.id or last
            # Heartbeats come as events without data.
            if event.data and last is not None:
                yield Seen(last, event.event, json.loads(event.data))


def wait_until(condition: Callable[[], object], seconds: float, pause: float = 0.2) -> bool:
    """Wait until a condition holds; whether it did in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True
