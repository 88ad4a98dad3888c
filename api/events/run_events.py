"""Dagster's event log as rows. The one place that knows Dagster's tables and its event JSON.

Both are Dagster's own affair and may change with it: `tests/api/events/test_dagster_contract.py`
runs a real job and looks whether this module still understands what that leaves behind.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from vehicle_pipeline.adapters.postgres.database import Database, load_statements
from vehicle_pipeline.contracts import JOB_ID_TAG, LIVE_EVENTS_KEY, LiveEvent
from vehicle_pipeline.errors import TableMissingError
from vehicle_pipeline.frozen import Frozen

# Rows read at once; bounds the memory of a replay.
BATCH = 500

_SQL = load_statements("run_events")
_LIVE_EVENTS = TypeAdapter(list[LiveEvent])
# Kinds of events that carry events for browsers; those of assets in runs of earlier versions.
_CARRIERS = {"ASSET_MATERIALIZATION", "ASSET_OBSERVATION", "ENGINE_EVENT"}


class Lifecycle(StrEnum):
    """The log's record of a run as a whole."""

    STARTED = "PIPELINE_START"
    SUCCEEDED = "PIPELINE_SUCCESS"
    FAILED = "PIPELINE_FAILURE"
    CANCELLED = "PIPELINE_CANCELED"


_ENDS = [Lifecycle.SUCCEEDED, Lifecycle.FAILED, Lifecycle.CANCELLED]


class EventRow(Frozen):
    """One event; `text` is its JSON where that mentions live events; times are UTC."""

    id: int
    run_id: str
    type: str | None
    logged_at: datetime
    job_id: str | None
    text: str | None

    @property
    def lifecycle(self) -> Lifecycle | None:
        """Its record of the run as a whole, if any."""
        return Lifecycle(self.type) if self.type in set(Lifecycle) else None

    def live_events(self) -> list[LiveEvent]:
        """Return what the pipeline attached for browsers; raises ValueError if it is malformed."""
        if self.text is None or self.type not in _CARRIERS:
            return []
        for entry in _metadata(json.loads(self.text)):
            if entry["label"] == LIVE_EVENTS_KEY:
                return _LIVE_EVENTS.validate_python(entry["entry_data"]["data"])
        return []


class Lag(Frozen):
    """How far a reader is behind the log: in ids, which have gaps, and the oldest in seconds."""

    ids: int
    seconds: float


class RunEvents:
    """Reads the log, in the order of its ids. Blocking: call it from a thread.

    Until Dagster has made its tables, the log is an empty one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self) -> int:
        """Return the highest id that is visible, 0 if there is none."""
        rows = self._fetch(_SQL.newest)
        return rows[0]["id"] if rows else 0

    def lag(self, event_id: int) -> Lag:
        """Return how far a reader is behind that has read up to an id."""
        rows = self._fetch(_SQL.lag, after=event_id)
        return Lag(**rows[0]) if rows else Lag(ids=0, seconds=0)

    def writers(self) -> frozenset[str]:
        """Return the transactions that are writing to the log, by a name that is not reused."""
        return frozenset(row["virtualtransaction"] for row in self._fetch(_SQL.writers))

    def after(self, event_id: int) -> list[EventRow]:
        """Return the next visible events of all runs, at most BATCH."""
        return self._rows(_SQL.after, after=event_id)

    def after_of_import(self, job_id: UUID, event_id: int, upto: int) -> list[EventRow]:
        """Return the next events of an import's runs up to the id `upto`, at most BATCH."""
        return self._rows(_SQL.after_of_import, after=event_id, upto=upto, job_id=str(job_id))

    def has_ended(self, run_id: str, upto: int) -> bool:
        """Whether a run's end stands in the log up to the id `upto`, or nothing of it at all."""
        rows = self._fetch(_SQL.end_of_run, run_id=run_id, ends=list(_ENDS))
        end = rows[0]["id"] if rows else None
        return end is None or 0 < end <= upto

    def _rows(self, statement: str, **parameters: Any) -> list[EventRow]:
        marker = f'%"{LIVE_EVENTS_KEY}"%'
        rows = self._fetch(statement, **parameters, marker=marker, tag=JOB_ID_TAG, limit=BATCH)
        return [EventRow(**row) for row in rows]

    def _fetch(self, statement: Any, **parameters: Any) -> list[dict[str, Any]]:
        try:
            with self._database.transaction() as connection:
                return connection.execute(statement, parameters).fetchall()
        except TableMissingError:
            return []


def _metadata(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    specific = (event.get("dagster_event") or {}).get("event_specific_data") or {}
    for holder in (specific, specific.get("materialization"), specific.get("asset_observation")):
        yield from (holder or {}).get("metadata_entries", [])
