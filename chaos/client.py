"""The API as this suite uses it: through restarts, and suspicious of every answer."""

import re
import time
from collections.abc import Callable
from typing import Any

import httpx

from chaos.door import Door
from chaos.tally import Tally

# Seconds that any answer may take, also while the database or the queue is away.
ANSWER_SECONDS = 20.0
# Between two attempts without an answer.
PAUSE = 0.5
# Nothing asked for stays unanswered for longer: an outage of 30 s and a slow restart.
PATIENCE = 150.0

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Json = dict[str, Any]


class UnansweredError(Exception):
    """The API stayed away for longer than it may."""


class Client:
    """Calls that are repeated until they are answered. One per thread."""

    def __init__(self, door: Door, tally: Tally) -> None:
        self._tally = tally
        self._http = door.client(ANSWER_SECONDS)

    def get(self, path: str, **query: Any) -> httpx.Response:
        """Return the first answer to a GET that is not 503."""
        return self.persist("GET", path, lambda: self._http.get(path, params=query))

    def post(self, path: str, **arguments: Any) -> httpx.Response:
        """Return the first answer to a POST that is not 503. It may be made several times."""
        return self.persist("POST", path, lambda: self._http.post(path, **arguments))

    def ready(self) -> list[tuple[str, Json]]:
        """Return the parts of /health/ready; without an answer, the part `api` with the error."""
        try:
            parts: Json = self._http.get("/health/ready").json()["parts"]
        except (httpx.TransportError, ValueError, KeyError) as error:
            return [("api", {"ok": False, "detail": repr(error)})]
        return list(parts.items())

    def post_once(self, path: str) -> httpx.Response:
        """Return the answer to one POST; raises httpx.TransportError when there is none."""
        return self._http.post(path)

    def persist(self, method: str, path: str, call: Callable[[], httpx.Response]) -> httpx.Response:
        """Repeat a call until it is answered with anything but 503; raises UnansweredError."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            answer = self._attempt(f"{method} {_ID.sub('{id}', path)}", call)
            if answer is not None and answer.status_code < 500:
                return answer
            time.sleep(self._pause(answer))
        raise UnansweredError(f"{method} {path}")

    def once(self, what: str, call: Callable[[httpx.Client], httpx.Response]) -> None:
        """Make a call for the sake of its answer's form and time alone."""
        self._attempt(what, lambda: call(self._http))

    def _attempt(self, what: str, call: Callable[[], httpx.Response]) -> httpx.Response | None:
        begin = time.monotonic()
        try:
            answer = call()
        except httpx.ReadTimeout:
            self._tally.violation(f"{what} was not answered within {ANSWER_SECONDS:.0f} s.")
            return None
        except httpx.TransportError:
            self._tally.add("requests cut off")
            return None
        self._tally.longest("slowest answer, ms", int(1_000 * (time.monotonic() - begin)))
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            self._tally.add("answers 503")
            is_health = "/health/" in what
            if not is_health and not answer.headers.get("Retry-After", "").isdigit():
                self._tally.violation(f"{what} was answered 503 without Retry-After.")
        elif answer.is_server_error:
            self._tally.violation(f"{what} was answered {answer.status_code}: {answer.text[:300]}")
        return answer

    def _pause(self, answer: httpx.Response | None) -> float:
        asked = answer.headers.get("Retry-After", "") if answer is not None else ""
        return min(float(asked), 10.0) if asked.isdigit() else PAUSE

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
