"""Server-Sent Events about imports."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from typing import Annotated, Any
from uuid import UUID

from anyio import Event
from fastapi import APIRouter, Depends, Header, Query
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from api.access.dependencies import TheGrant
from api.dependencies import AllServices, StreamSources, refuse_foreign_pages
from api.errors import ApiError
from api.events.client_stream import ClientStream
from api.events.position import Position
from api.events.translation import payload
from api.language import CallerLanguage, headers_in
from api.openapi import STREAM_EXAMPLE, problems
from api.schemas.text import Text
from vehicle_pipeline.domain.messages import Language

HEARTBEAT_SECONDS = 10
# What a browser waits before it connects again, in milliseconds.
RETRY_MILLISECONDS = 2_000
# When the API stops, streams have this long to send what they are sending.
SHUTDOWN_SECONDS = 1.0

router = APIRouter(prefix="/imports", tags=["imports"])


@router.get(
    "/stream",
    response_class=EventSourceResponse,
    responses={
        200: {"description": "Events", "content": {"text/event-stream": STREAM_EXAMPLE}},
        204: {"description": "Last-Event-ID was the end of the import: EventSource stops asking"},
        **problems(400, 403, 404, 422, 503),
    },
    # A page that is not allowed to read the events must not hold a connection either.
    dependencies=[Depends(refuse_foreign_pages)],
)
async def stream_imports(
    sources: StreamSources,
    services: AllServices,
    grant: TheGrant,
    language: CallerLanguage,
    job_id: Annotated[UUID | None, Query(description="Without it: every import.")] = None,
    header: Annotated[Text | None, Header(alias="Last-Event-ID", max_length=100)] = None,
    parameter: Annotated[
        Text | None,
        Query(
            alias="last_event_id", max_length=100, description="For proxies that drop the header."
        ),
    ] = None,
) -> Response:
    """Follow one import, or all of them, live.

    The stream of one import begins with a `job_status` that is its whole state and ends with its
    terminal `job_status`. With `Last-Event-ID` it goes on behind that event instead: nothing is
    missed, and nothing comes twice. A client that is more than 5,000 events of Dagster's log
    behind gets the state as it is instead of what has happened: a `job_status` with the whole
    state of the import or, without `job_id`, of each of the newest 50; then it goes on live.
    """
    stop = Event()
    stream = await ClientStream.open(sources, job_id, _position(header or parameter), stop)
    if stream is None:
        return Response(status_code=204)
    messages = _messages(stream, language, services.settings.dagster_url)
    return EventSourceResponse(
        _watched(services.access_watch.watching(grant, stop), messages),
        headers={"Cache-Control": "no-cache", **headers_in(language)},
        ping=HEARTBEAT_SECONDS,
        ping_message_factory=lambda: ServerSentEvent(comment="heartbeat", sep="\n"),
        sep="\n",
        shutdown_event=stop,
        shutdown_grace_period=SHUTDOWN_SECONDS,
    )


async def _watched(
    watch: AbstractContextManager[None], messages: AsyncIterator[dict[str, Any]]
) -> AsyncIterator[dict[str, Any]]:
    with watch:
        async for message in messages:
            yield message


async def _messages(
    stream: ClientStream, language: Language, dagster_url: str
) -> AsyncIterator[dict[str, Any]]:
    yield {"comment": "connected", "retry": RETRY_MILLISECONDS}
    async for event in stream.events():
        data = payload(event, language, dagster_url)
        yield {"id": str(event.position), "event": event.event, "data": data}


def _position(text: str | None) -> Position | None:
    try:
        return Position.parse(text) if text else None
    except ValueError as error:
        raise ApiError(400, "invalid_event_id") from error
