"""What one occurrence of a schedule does: it looks at the source, and makes imports of what is new.

Each import is made in the transaction that settles its object (or ends the occurrence), so a run
that takes over from a killed one makes none twice.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from vehicle_pipeline.adapters.imports.new_imports import NewImport, create_import
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements
from vehicle_pipeline.adapters.schedules.ledger import Ledger
from vehicle_pipeline.adapters.schedules.occurrences import Occurrences
from vehicle_pipeline.adapters.schedules.settling import Settling
from vehicle_pipeline.adapters.sources.locations import source_at
from vehicle_pipeline.adapters.sources.receiving import Reception
from vehicle_pipeline.adapters.sources.source import Source
from vehicle_pipeline.domain.schedules.object_names import NamePattern
from vehicle_pipeline.domain.schedules.results import Result, result_of
from vehicle_pipeline.errors import (
    BadScheduleError,
    SourceUnreadableError,
)
from vehicle_pipeline.schedule_contracts import (
    LocationSource,
    ObjectState,
    Occurrence,
    Schedule,
    SourceObject,
    UploadSource,
)

# A run waits for its files no longer, in seconds: it keeps others from starting.
LONGEST_WAIT = 60

_SQL = load_statements("reimporting")


@dataclass(frozen=True)
class Places:
    """Which folders may be read, for how long a size must stand still (seconds), and the store."""

    roots: tuple[Path, ...]
    still_seconds: float
    reception: Reception


@dataclass(frozen=True)
class Reimporting:
    """Carries out occurrences that a run has begun; `occurrences` ends them."""

    database: Database
    occurrences: Occurrences
    places: Places

    def carry_out(
        self, schedule: Schedule, running: Occurrence, run_id: str
    ) -> tuple[Occurrence, list[SourceObject]]:
        """Do the work of an occurrence and end it; return what was settled since it began.

        What a run had done that died is among it.

        Raises OccurrenceNotOpenError when another run took it over, UnavailableError, and
        SourceUnreadableError (source_unavailable) where trying again may help.
        """
        if isinstance(schedule.source, UploadSource):
            return self._import_upload(schedule, schedule.source, running, run_id), []
        ledger = Ledger(self.database, schedule.id)
        begun_at = running.started_at or datetime.now(UTC)
        try:
            growing, known = self._import_objects(schedule, schedule.source, running, ledger)
            settled = ledger.settled_since(begun_at)
            result = _result(settled, growing, known)
        except (SourceUnreadableError, BadScheduleError) as error:
            if error.code == "source_unavailable":
                raise
            settled = ledger.settled_since(begun_at)
            result = Result("failed", error.code, error.params)
        return self.end(running, run_id, result), settled

    def end(
        self,
        running: Occurrence,
        run_id: str,
        result: Result,
        make_import: Callable[[Connection], object] = lambda _: None,
    ) -> Occurrence:
        """End an occurrence as `result` says."""
        return self.occurrences.finish(
            running.id,
            run_id,
            result.state,
            datetime.now(UTC),
            reason=result.reason,
            params=result.params,
            make_import=make_import,
        )

    def _import_upload(
        self, schedule: Schedule, source: UploadSource, running: Occurrence, run_id: str
    ) -> Occurrence:
        """Import an earlier upload's file anew, in the transaction that ends the occurrence."""
        make = partial(_import_again, source.import_id, _new(schedule, running, uuid4()))
        try:
            return self.end(running, run_id, Result("done"), make)
        except SourceUnreadableError as error:
            return self.end(running, run_id, Result("failed", error.code, error.params))

    def _import_objects(
        self,
        schedule: Schedule,
        location: LocationSource,
        running: Occurrence,
        ledger: Ledger,
    ) -> tuple[int, set[int]]:
        """Import what is new at a location.

        Returns how many objects are still being written, and which could not be read before.
        """
        source = source_at(location.location, self.places.roots)
        growing = self._entered(source, location, ledger)
        picked = ledger.pick(location.pick)
        settling = Settling(ledger, source, self.places.reception)
        for new in picked:
            settling.settle(new, _new(schedule, running, uuid4()))
        return growing, {each.id for each in picked if each.reason}

    def _entered(self, source: Source, location: LocationSource, ledger: Ledger) -> int:
        """Enter what the source shows; what has just been written is waited for, once.

        The next time of the schedule may be in a month.
        """
        still = None if source.shows_whole_objects else self.places.still_seconds
        pattern = NamePattern(location.glob)

        def look() -> int:
            found = source.objects(pattern)
            return ledger.enter(found, datetime.now(UTC), still, location.pick)

        growing = look()
        if growing and still and still <= LONGEST_WAIT:
            time.sleep(still)
            growing = look()
        return growing


def _result(settled: list[SourceObject], growing: int, known: set[int]) -> Result:
    unreadable = {each.id for each in settled if each.state is ObjectState.FAILED} & known
    states = [each.state for each in settled if each.id not in unreadable]
    return result_of(states, growing, len(unreadable))


def _new(schedule: Schedule, running: Occurrence, job_id: UUID) -> dict[str, Any]:
    """What a new import has from its schedule."""
    return {
        "id": job_id,
        "on_conflict": schedule.on_conflict,
        "overrides": schedule.overrides,
        "guard": schedule.guard,
        "schedule_id": schedule.id,
        "occurrence_id": running.id,
    }


def _import_again(source_id: UUID, import_: dict[str, Any], connection: Connection) -> None:
    """Make another import of an import's file, which housekeeping leaves alone meanwhile.

    The file is read as it was then, but for what the schedule says about it.
    """
    row = connection.execute(_SQL.file_of, {"job_id": source_id}).fetchone()
    if row is None or row.pop("is_removed"):
        raise SourceUnreadableError("source_file_gone", job_id=str(source_id))
    given = {**row.pop("overrides"), **import_["overrides"].model_dump(exclude_defaults=True)}
    create_import(connection, NewImport(**{**import_, **row, "overrides": given}))
