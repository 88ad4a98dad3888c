"""Schedules, a source that other programs fill, and the real job in this process."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import dagster as dg
import psycopg

from tests.adapters.schedules.clock import newest, terms
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.schedules.occurrences import Occurrences
from vehicle_pipeline.adapters.schedules.queries import ScheduleQueries
from vehicle_pipeline.adapters.schedules.schedules import Schedules
from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.definitions import build_definitions
from vehicle_pipeline.schedule_contracts import (
    LocationSource,
    Occurrence,
    Schedule,
    SourceObject,
    UploadSource,
)
from vehicle_pipeline.settings import Settings

CATCH_UP = 24


def rows(*plates: str, price: str = "45000.00") -> bytes:
    lines = [f"Gol,{plate},2020,{price}" for plate in plates]
    return "\n".join(["modelo,placa,ano,valor_fipe", *lines, ""]).encode()


class World:
    """Makes schedules, and carries their occurrences out as the daemon would."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        tables: "psycopg.Connection[tuple[Any, ...]]",
        history: dg.DagsterInstance,
        folder: Path,
    ) -> None:
        self.folder = folder
        self.database = database
        self.tables = tables
        self.history = history
        self.settings = settings
        self.schedules = Schedules(database, CATCH_UP)
        self.occurrences = Occurrences(database, CATCH_UP)
        self.jobs = ImportJobs(database)
        self._job = build_definitions(settings).resolve_job_def("reimport")

    def schedule(self, name: str = "Frota", **more: Any) -> Schedule:
        """A schedule of every minute that was made some time ago."""
        location = LocationSource(location=str(self.folder), glob="**/*", pick="new")
        given = {"source": location, "cron": "* * * * *", **more}
        made_at = datetime.now(UTC) - timedelta(minutes=1)
        return self.schedules.create(uuid4(), terms(name=name, **given), made_at)

    def due(self, schedule: Schedule) -> Occurrence:
        """Another occurrence of a schedule, as if its next minute had come."""
        last = newest(self.occurrences, schedule.id, 1)
        due_at = last[0].due_at + timedelta(minutes=1) if last else datetime.now(UTC)
        self.tables.execute(
            "insert into schedule_occurrences (schedule_id, due_at, state) values (%s, %s, 'due')",
            [schedule.id, due_at],
        )
        return newest(self.occurrences, schedule.id, 1)[0]

    def run(self, occurrence: Occurrence, *, raises: bool = False) -> dg.ExecuteInProcessResult:
        """Carry an occurrence out."""
        return self._job.execute_in_process(
            run_config={
                "ops": {"reimports": {"config": {"occurrence_id": occurrence.id}}},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
            instance=self.history,
            raise_on_error=raises,
        )

    def ran(self, schedule: Schedule) -> Occurrence:
        """Make an occurrence, carry it out, and have the imports that it made completed."""
        occurrence = self.due(schedule)
        self.run(occurrence)
        self.complete_imports()
        return self.occurrence(occurrence.id)

    def occurrence(self, occurrence_id: int) -> Occurrence:
        with self.database.transaction() as connection:
            row = connection.execute(
                "select * from schedule_occurrences where id = %s", [occurrence_id]
            ).fetchone()
        assert row is not None
        return Occurrence(**row)

    def complete_imports(self, status: str = "completed", code: str | None = None) -> None:
        """As if their runs had come and gone."""
        self.tables.execute(
            "update import_jobs set status = %s, error_code = %s, finished_at = now(),"
            " total_rows = 0 where status in ('pending', 'processing')",
            [status, code],
        )

    def imports(self) -> list[ImportRecord]:
        ids = self.tables.execute("select id from import_jobs order by created_at, id").fetchall()
        return [self.jobs.get(UUID(str(row[0]))) for row in ids]

    def ledger(self, schedule: Schedule) -> dict[str, tuple[str, str | None]]:
        """State and reason of each object by its key; of several versions the newest."""
        found = self.objects(schedule)
        return {each.key: (str(each.state), each.reason) for each in reversed(found)}

    def objects(self, schedule: Schedule) -> list[SourceObject]:
        return ScheduleQueries(self.database).objects(schedule.id, skip=0, limit=1_000).items

    def promised(self) -> int:
        """Messages in the outbox."""
        row = self.tables.execute("select count(*) from outbox").fetchone()
        assert row is not None
        return int(str(row[0]))

    def stored(self) -> set[str]:
        """Keys of the files in the store of uploads."""
        store = Path(self.settings.uploads_url)
        return {path.name for path in store.iterdir()} if store.exists() else set()

    def of_upload(self, job_id: UUID) -> UploadSource:
        return UploadSource(import_id=job_id)
