"""The real job, in this process, on a real PostgreSQL."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import dagster as dg
import psycopg

from tests.adapters.stored_faults import fault_rows
from tests.oracle.reference import Accepted, Rejected
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.judging import Judging
from vehicle_pipeline.adapters.imports.new_imports import NewImport
from vehicle_pipeline.adapters.imports.reimports import Reimports
from vehicle_pipeline.adapters.imports.undoing import Undos
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.storage.stores import object_store
from vehicle_pipeline.contracts import (
    JOB_ID_TAG,
    LIVE_EVENTS_KEY,
    ConflictPolicy,
    ImportRecord,
    LiveEvent,
)
from vehicle_pipeline.definitions import build_definitions
from vehicle_pipeline.defs.intake.ways import WAYS, Way, way_of
from vehicle_pipeline.settings import Settings

Tables = psycopg.Connection[tuple[Any, ...]]
ALL_ROWS = 1_000_000
IMPORT, DRY_RUN, UNDO = WAYS


@dataclass(frozen=True)
class Outcome:
    """What a run left behind."""

    run_id: str
    import_: ImportRecord
    success: bool
    events: Sequence[dg.DagsterEvent]
    # The run's log, with what the events of its execution leave out.
    log: Sequence[dg.EventLogEntry]

    @property
    def live(self) -> list[LiveEvent]:
        """Everything for browsers, in order."""
        return [
            LiveEvent(**event) for each in self.log for event in live_events(each.dagster_event)
        ]

    @property
    def warnings(self) -> list[str]:
        """What the ops warn of."""
        return [each.user_message for each in self.log if each.level == logging.WARNING]

    @property
    def skipped(self) -> set[str]:
        """The steps that were skipped, without those of chunks."""
        return {str(each.step_key) for each in self.events if each.is_step_skipped}

    @property
    def checks(self) -> dict[str, bool]:
        return {
            event.asset_check_evaluation_data.check_name: event.asset_check_evaluation_data.passed
            for event in self.events
            if event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION
        }

    def materialized(self, asset: str) -> dict[str, Any]:
        """Metadata of the one materialization of an asset, by value."""
        return {name: value.value for name, value in self.metadata(asset).items()}

    def metadata(self, asset: str) -> dict[str, dg.MetadataValue[Any]]:
        """Metadata of the one materialization of an asset."""
        (found,) = (
            event.step_materialization_data.materialization
            for event in self.events
            if event.is_step_materialization and event.asset_key == dg.AssetKey(asset)
        )
        return dict(found.metadata)


def live_events(event: dg.DagsterEvent | None) -> list[dict[str, Any]]:
    if event is None or event.event_type is not dg.DagsterEventType.ENGINE_EVENT:
        return []
    value = event.engine_event_data.metadata.get(LIVE_EVENTS_KEY)
    assert value is None or isinstance(value.value, list)
    return value.value if value else []


class Pipeline:
    """Accepts files as the API does, and runs the job as the daemon does."""

    def __init__(
        self,
        configured: Settings,
        database: Database,
        tables: Tables,
        history: dg.DagsterInstance,
    ) -> None:
        self.settings = configured
        self.history = history
        self.jobs = ImportJobs(database)
        self.tables = tables
        definitions = build_definitions(configured)
        self.undos = Undos(database)
        self.judging = Judging(database)
        self.reimports = Reimports(database)
        self._jobs = {way.job: definitions.resolve_job_def(way.job) for way in WAYS}

    def accept(
        self,
        content: bytes | str,
        filename: str = "frota.csv",
        policy: ConflictPolicy = ConflictPolicy.SKIP,
        **options: Any,
    ) -> UUID:
        """Store a file and record its import; `options` are the other fields of NewImport."""
        data = content.encode() if isinstance(content, str) else content
        new = NewImport(
            id=uuid4(),
            filename=filename,
            object_key=f"{uuid4()}{Path(filename).suffix}",
            file_size=len(data),
            # Each counts as content of its own: the log of one that came again has a line more.
            file_sha256=uuid4().hex * 2,
            on_conflict=policy,
            **options,
        )
        with object_store(self.settings.uploads_url).writer(new.object_key) as writer:
            writer.write(data)
        return self.jobs.create(new).id

    def run(
        self,
        job_id: UUID,
        chunk_rows: int = ALL_ROWS,
        instance: dg.DagsterInstance | None = None,
        config: dict[str, Any] | None = None,
        tags: dict[str, str] | None = None,
    ) -> Outcome:
        """Run an import, or its job with any `config`; a run that fails is an outcome, too."""
        way = way_of(self.jobs.get(job_id))
        instance = instance or self.history
        result = self._jobs[way.job].execute_in_process(
            run_config=run_config(job_id, chunk_rows, way) if config is None else config,
            instance=instance,
            raise_on_error=False,
            tags={JOB_ID_TAG: str(job_id)} if tags is None else tags,
        )
        log = instance.all_logs(result.run_id)
        import_ = self.jobs.get(job_id)
        return Outcome(result.run_id, import_, result.success, result.all_events, log)

    def failure(self, config: dict[str, Any]) -> Any:
        """Run the job with any config of its first op; return what failed, as Dagster shows it."""
        result = self._jobs[IMPORT.job].execute_in_process(
            run_config={"ops": {"import_vehicles": {"ops": {"open_upload": {"config": config}}}}},
            instance=self.history,
            raise_on_error=False,
        )
        failures = (event for event in result.all_events if event.is_step_failure)
        return next(failures).step_failure_data

    def import_(
        self,
        content: bytes | str,
        filename: str = "frota.csv",
        chunk_rows: int = ALL_ROWS,
        policy: ConflictPolicy = ConflictPolicy.SKIP,
        **options: Any,
    ) -> Outcome:
        return self.run(self.accept(content, filename, policy, **options), chunk_rows)

    def undo(self, job_id: UUID, *, dry_run: bool = False, chunk_rows: int = ALL_ROWS) -> Outcome:
        """Undo an import, or try to."""
        return self.run(self.undos.begin(job_id, uuid4(), dry_run=dry_run).id, chunk_rows)

    def vehicles(self) -> list[Accepted]:
        """The table, in the order of the file."""
        rows = self.tables.execute(
            "select source_row, plate, placa, modelo, ano, valor_fipe from vehicles order by 1, 2"
        )
        return [Accepted(*row) for row in rows]

    def alerts(self) -> list[str]:
        """The codes of the alerts, oldest first."""
        return [
            code
            for (code,) in self.tables.execute(
                "select code from alerts where channel = 'alerts' order by id"
            )
        ]

    def rejected(self) -> list[Rejected]:
        """Every fault that is stored."""
        rows = fault_rows(self.tables, "row_number", "code", "field")
        return sorted(Rejected(*row) for row in rows)

    def everything(self) -> list[Any]:
        """All that an import leaves but for its id, its times and its chunks."""
        names = ("row_number", "field", "code", "value", "params", "raw_row")
        return [
            fault_rows(self.tables, *names),
            *(
                self.tables.execute(query).fetchall()
                for query in (
                    "select plate, placa, modelo, ano, valor_fipe, source_row from vehicles"
                    " order by 1, 2",
                    "select status, total_rows, processed_rows, error_rows, inserted_rows,"
                    " updated_rows, unchanged_rows, duplicate_rows, rejected_rows, dialect"
                    " from import_jobs",
                )
            ),
        ]


def run_config(job_id: UUID, chunk_rows: int, way: Way = IMPORT) -> dict[str, Any]:
    config = {"job_id": str(job_id), "chunk_rows": chunk_rows}
    return {
        "ops": {way.graph: {"ops": {way.op: {"config": config}}}},
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }


def empty(tables: Tables) -> None:
    tables.execute("delete from import_jobs; delete from vehicles; delete from vehicle_changes")
