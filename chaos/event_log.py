"""What Dagster's log holds for browsers: what the streams of the clients are compared with."""

import json
from collections.abc import Iterator

from api.events.run_events import EventRow, RunEvents
from api.events.translation import StreamEvent, Translator, payload
from chaos.watchers import Seen
from vehicle_pipeline.adapters.imports.queries import ImportQueries
from vehicle_pipeline.adapters.postgres.database import Database


def logged(database_url: str) -> list[Seen]:
    """Return every event of the log in order, without those about statuses.

    Read from the table: a client of the API that asks for all of a long log gets the state of the
    imports in its place.
    """
    database = Database(database_url, application="vehicle-pipeline chaos")
    try:
        run_events = RunEvents(database)
        translator = Translator(run_events, ImportQueries(database))
        found = [each for row in _rows(run_events) for each in translator.translate(row)]
    finally:
        database.close()
    return [each for each in map(_seen, found) if not each.is_status]


def _rows(run_events: RunEvents) -> Iterator[EventRow]:
    last = 0
    while rows := run_events.after(last):
        yield from rows
        last = rows[-1].id


def _seen(event: StreamEvent) -> Seen:
    # Addresses stand in statuses only.
    data = payload(event, "pt", dagster_url="")
    return Seen(str(event.position), event.event, json.loads(data))
