"""The work of a tick and of its run, in a process that ends itself at its nth exchange.

Counted are the statements and commits of psycopg's connection; each commit is two points, one
before it is sent and one after its answer.
"""

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.postgres.patience import PatientConnection
from vehicle_pipeline.adapters.schedules.occurrences import Occurrences
from vehicle_pipeline.adapters.schedules.reimporting import Places, Reimporting
from vehicle_pipeline.adapters.schedules.schedules import Schedules
from vehicle_pipeline.adapters.sources.receiving import Reception
from vehicle_pipeline.adapters.storage.folder_store import FolderStore
from vehicle_pipeline.schedule_contracts import Occurrence, OccurrenceState
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS

CATCH_UP = 24


def work(database: Database, root: Path, uploads: Path, run_id: str) -> None:
    """Make what is due, and carry it out, as the tick and its run do."""
    occurrences = Occurrences(database, CATCH_UP)
    occurrences.make_due(datetime.now(UTC))
    for each in occurrences.startable(10):
        carry_out(database, root, uploads, each.occurrence, run_id)


def carry_out(
    database: Database, root: Path, uploads: Path, occurrence: Occurrence, run_id: str
) -> None:
    """Carry one occurrence out, from its beginning."""
    occurrences = Occurrences(database, CATCH_UP)
    places = Places((root,), 0, Reception(FolderStore(uploads), DEFAULT_LIMITS))
    begun = occurrences.start(occurrence.id, run_id, datetime.now(UTC))
    if begun.state is not OccurrenceState.RUNNING:
        return
    schedule = Schedules(database, CATCH_UP).get(begun.schedule_id)
    Reimporting(database, occurrences, places).carry_out(schedule, begun, run_id)


def doomed(
    url: str, root: Path, uploads: Path, run_id: UUID, fault: int, environment: dict[str, str]
) -> None:
    """Do the work until the exchange of this number, counted from 0.

    The process has `environment`: that of the server that forked it may be older than a fixture.
    """
    os.environ.update(environment)
    _install(fault)
    database = Database(url, max_size=1)
    try:
        work(database, root, uploads, str(run_id))
    finally:
        database.close()


def _install(fault: int) -> None:
    numbers = count()

    def reach() -> None:
        if next(numbers) == fault:
            os.kill(os.getpid(), signal.SIGKILL)
            signal.pause()

    def dying(original: Callable[..., Any], *, afterwards: bool) -> Callable[..., Any]:
        def replacement(*arguments: Any, **more: Any) -> Any:
            reach()
            result = original(*arguments, **more)
            if afterwards:
                reach()
            return result

        return replacement

    for name in ("execute", "commit"):
        original = getattr(PatientConnection, name)
        setattr(PatientConnection, name, dying(original, afterwards=name == "commit"))
