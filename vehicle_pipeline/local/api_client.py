"""The API as the command line uses it."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import httpx
from httpx_sse import EventSource, ServerSentEvent
from pydantic import SecretStr

from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.local.errors import (
    BadUsageError,
    CommandError,
    ImportRefusedError,
    LostContactError,
    NoAnswerError,
    RequestRefusedError,
)
from vehicle_pipeline.local.files import new_file
from vehicle_pipeline.local.option_names import concerned, option
from vehicle_pipeline.local.typed import as_typed

# The stream sends a heartbeat at least every 15 s; three missed ones mean a dead connection.
STREAM_TIMEOUT = 45.0
UPLOAD_TIMEOUT = 120.0
# How long an API that restarts, or whose database does, may be away.
PATIENCE = 60.0
RETRY_SECONDS = 1.0

Import = dict[str, Any]


class ApiClient:
    """Uploads a file and follows its import; asks for anything else."""

    def __init__(
        self,
        api_url: str,
        token: SecretStr | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`token` is needed where access is closed; it is sent to `api_url` alone."""
        self._url = api_url
        secret = token.get_secret_value() if token else None
        # No proxy of the environment: the API is on this machine.
        self._http = httpx.Client(
            base_url=f"{api_url}/api/v1",
            timeout=UPLOAD_TIMEOUT,
            trust_env=False,
            headers={"Authorization": f"Bearer {secret}"} if secret else {},
            transport=transport,
        )

    def request(
        self,
        method: str,
        path: str,
        *,
        form: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        **query: Any,
    ) -> Any:
        """Return the API's answer to a call; None if it has none.

        The call has the fields of a `form`, or a `body` in JSON.

        Raises RequestRefusedError with the API's reason, or NoAnswerError.
        """
        try:
            answer = self._http.request(method, path, params=query, data=form, json=body)
            if answer.is_success:
                return answer.json() if answer.content else None
        except (httpx.TransportError, ValueError) as error:
            raise NoAnswerError(self._url) from error
        raise RequestRefusedError(_detail(answer))

    def download(self, path: str, out: Path, **query: Any) -> None:
        """Save the API's answer as the new file `out`.

        Raises RequestRefusedError, NoAnswerError, or what `new_file` raises.
        """
        try:
            with self._http.stream("GET", path, params=query) as answer:
                if not answer.is_success:
                    answer.read()
                    raise RequestRefusedError(_detail(answer))
                with new_file(out) as file:
                    for block in answer.iter_bytes():
                        file.write(block)
        except httpx.TransportError as error:
            raise NoAnswerError(self._url) from error

    def upload(self, file: Path, form: Mapping[str, str]) -> str:
        """Send `file` with the other fields of the `form`, and return the import's id.

        Raises ImportRefusedError with the API's reason, or LostContactError.
        """
        with file.open("rb") as content:
            try:
                answer = self._http.post(
                    "/imports",
                    files={"file": (as_typed(file.name), content)},
                    data=form,
                )
            except httpx.TransportError as error:
                raise LostContactError(self._url) from error
        if answer.is_error:
            raise _refused(answer)
        return str(answer.json()["job_id"])

    def import_(self, job_id: str) -> Import:
        """Return one import, with its counts and logs."""
        answer = self._http.get(f"/imports/{job_id}")
        if answer.is_error:
            raise _refused(answer)
        found: Import = answer.json()
        return found

    def events(self, job_id: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the import's events (name, data) until it ends or is held.

        Goes on across broken connections.

        Raises LostContactError when the API stays away.
        """
        last_id: str | None = None
        lost_at: float | None = None
        while lost_at is None or time.monotonic() - lost_at < PATIENCE:
            with suppress(httpx.TransportError, httpx.HTTPStatusError):
                for event in self._stream(job_id, last_id):
                    last_id, lost_at = event.id or last_id, None
                    data = json.loads(event.data)
                    yield event.event, data
                    if event.event == "job_status" and not wants_run(data):
                        return
            lost_at = lost_at or time.monotonic()
            time.sleep(RETRY_SECONDS)
        raise LostContactError(self._url)

    def _stream(self, job_id: str, last_id: str | None) -> Iterator[ServerSentEvent]:
        headers = {"Last-Event-ID": last_id} if last_id else {}
        query = {"job_id": job_id}
        path = "/imports/stream"
        with self._http.stream(
            "GET", path, params=query, headers=headers, timeout=STREAM_TIMEOUT
        ) as answer:
            answer.raise_for_status()
            # Heartbeats come as events without data.
            yield from (event for event in EventSource(answer).iter_sse() if event.data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()


def is_finished(state: dict[str, Any]) -> bool:
    """Whether nothing will happen to the import any more."""
    return ImportStatus(state["status"]).is_terminal


def wants_run(state: dict[str, Any]) -> bool:
    """Whether a run works on the import, or is going to."""
    return ImportStatus(state["status"]).wants_run


def _refused(answer: httpx.Response) -> CommandError:
    """What was asked for made no sense, or the file was not accepted."""
    is_usage = answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    return (BadUsageError if is_usage else ImportRefusedError)(_detail(answer))


def _detail(answer: httpx.Response) -> str:
    """The sentence of a problem document, or the status of an answer that is none."""
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        return f"{_sentence(answer)}. Os comandos usam o token da variável API_TOKEN."
    return _sentence(answer)


def _sentence(answer: httpx.Response) -> str:
    with suppress(ValueError):
        body = answer.json()
        if isinstance(body, dict) and body.get("detail"):
            return "; ".join(map(_reason, body.get("errors") or ())) or concerned(body["detail"])
    return f"A API respondeu {answer.status_code} {answer.reason_phrase}."


def _reason(fault: dict[str, str]) -> str:
    """What is wrong with one parameter, by the option that was typed for it."""
    return f"{option(fault['field'])}: {fault['reason']}"
