"""Server-Sent Events about imports."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from anyio import Event
from anyio.to_thread import run_sync
from fastapi import APIRouter, Header, Query
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from api.dependencies import ApiSettings, StreamSources
from api.errors import ApiError
from api.events.client_stream import ClientStream, Sources
from api.events.position import Position
from api.events.translation import StreamEvent, payload, state_event
from api.language import CallerLanguage
from api.openapi import STREAM_EXAMPLE, problems
from vehicle_pipeline.adapters.imports.queries import ImportDetail
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.errors import DatabaseUnavailableError

HEARTBEAT_SECONDS = 10
# What a browser waits before it connects again, in milliseconds.
RETRY_MILLISECONDS = 2_000
# When the API stops, streams have this long to send what they are sending.
SHUTDOWN_SECONDS = 1.0
# How long a client waits for an API that has just started, in seconds.
START_TIMEOUT = 5.0

router = APIRouter(prefix="/imports", tags=["imports"])


@router.get(
    "/stream",
    response_class=EventSourceResponse,
    responses={
        200: {"description": "Events", "content": {"text/event-stream": STREAM_EXAMPLE}},
        204: {"description": "Last-Event-ID was the end of the import: EventSource stops asking"},
        **problems(400, 404, 422, 503),
    },
)
async def stream_imports(
    sources: StreamSources,
    settings: ApiSettings,
    language: CallerLanguage,
    job_id: Annotated[UUID | None, Query(description="Without it: every import.")] = None,
    header: Annotated[str | None, Header(alias="Last-Event-ID")] = None,
    parameter: Annotated[
        str | None, Query(alias="last_event_id", description="For proxies that drop the header.")
    ] = None,
) -> Response:
    """Follow one import, or all of them, live.

    The stream of one import begins with a `job_status` that is its whole state and ends with its
    terminal `job_status`. With `Last-Event-ID` it goes on behind that event instead.
    """
    seen = _position(header or parameter)
    start = seen or await _newest(sources)
    detail = await run_sync(sources.imports.get, job_id) if job_id else None
    if seen and seen.is_end and detail and detail.record.status.is_terminal:
        return Response(status_code=204)
    snapshot = state_event(detail, start) if detail and not seen else None
    stop = Event()
    stream = ClientStream(sources, job_id, start, stop)
    return EventSourceResponse(
        _sent(stream, snapshot, language, settings.dagster_url),
        headers={"Cache-Control": "no-cache"},
        ping=HEARTBEAT_SECONDS,
        ping_message_factory=lambda: ServerSentEvent(comment="heartbeat", sep="\n"),
        sep="\n",
        shutdown_event=stop,
        shutdown_grace_period=SHUTDOWN_SECONDS,
    )


async def _sent(
    stream: ClientStream, snapshot: StreamEvent | None, language: Language, dagster_url: str
) -> AsyncIterator[dict[str, Any]]:
    """Yield the messages of one stream."""
    yield {"comment": "connected", "retry": RETRY_MILLISECONDS}
    known: set[int] = set()
    if snapshot is not None:
        yield _message(snapshot, language, dagster_url)
        if snapshot.is_end:
            return
        known = _log_ids(snapshot.state)
    async for event in stream.events():
        # A line that was in the snapshot, and whose event came after it.
        if event.data.get("id") not in known:
            yield _message(event, language, dagster_url)


def _message(event: StreamEvent, language: Language, dagster_url: str) -> dict[str, Any]:
    data = payload(event, language, dagster_url)
    return {"id": str(event.position), "event": event.event, "data": data}


def _log_ids(detail: ImportDetail | None) -> set[int]:
    return {log.id for log in detail.logs} if detail else set()


def _position(text: str | None) -> Position | None:
    try:
        return Position.parse(text) if text else None
    except ValueError as error:
        raise ApiError(400, "invalid_event_id") from error


async def _newest(sources: Sources) -> Position:
    """Return where the shared window ends, once it has begun."""
    try:
        async with asyncio.timeout(START_TIMEOUT):
            await sources.broadcast.wait_until_ready()
    except TimeoutError as error:
        raise DatabaseUnavailableError from error
    return sources.broadcast.end
