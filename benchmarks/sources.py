"""The source of a schedule with many objects: how long a look takes that enters all of them."""

import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from benchmarks.report import Figure
from benchmarks.stack import Stack
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.schedules.ledger import Ledger
from vehicle_pipeline.adapters.schedules.schedules import Schedules
from vehicle_pipeline.adapters.sources.folder_source import FolderSource
from vehicle_pipeline.domain.schedules.object_names import NamePattern
from vehicle_pipeline.schedule_contracts import LocationSource, ScheduleTerms

OBJECTS = 10_000
SECONDS = 10.0


def measure(stack: Stack, folder: Path) -> list[Figure]:
    """Enter the objects of a folder into the ledger, and look at them once more."""
    place = folder / "source"
    place.mkdir()
    for number in range(OBJECTS):
        (place / f"frota-{number:05}.csv").write_bytes(b"x")
    terms = ScheduleTerms(
        name="many objects",
        cron="0 0 1 1 *",
        source=LocationSource(location=str(place)),
        enabled=False,
    )
    with closing(Database(stack.database_url, application="benchmarks")) as database:
        schedules, now = Schedules(database, limit=1), datetime.now(UTC)
        schedule = schedules.create(uuid4(), terms, now)
        ledger = Ledger(database, schedule.id)
        seconds = []
        for _ in range(2):
            begin = time.perf_counter()
            ledger.enter(FolderSource(place).objects(NamePattern("*")), now, None)
            seconds.append(time.perf_counter() - begin)
        schedules.delete(schedule.id)
    names = ("first look", "second look")
    return [
        Figure(f"a folder of {OBJECTS:,} objects, {name}", each, "s", SECONDS)
        for name, each in zip(names, seconds, strict=True)
    ]
