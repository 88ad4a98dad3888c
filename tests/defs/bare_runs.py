"""The ops of an import or undo in their order, without Dagster around them: in tenths of a second.

What they read and write is what they read and write in the job, a run of its own each time.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import dagster as dg
import polars as pl

from vehicle_pipeline.contracts import ChunkPlan, ImportCounts
from vehicle_pipeline.defs.imports import ops
from vehicle_pipeline.defs.imports.scratch import ScratchFolder
from vehicle_pipeline.defs.resources import Links, PipelineDatabase, UploadStore, WorkbookReading
from vehicle_pipeline.defs.undoing import undo
from vehicle_pipeline.settings import Settings
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits

# The end of a run that had nothing to do, for its import was over.
NOTHING_OPENED = "nothing opened"


@dataclass(frozen=True)
class Context:
    """What an op wants of Dagster: the run's id, the history, and somebody to tell."""

    run_id: str
    instance: dg.DagsterInstance
    op_config: dict[str, Any]
    job_name: str = "bare"

    @property
    def log(self) -> logging.Logger:
        return logging.getLogger("bare")

    @property
    def run(self) -> dg.DagsterRun:
        return dg.DagsterRun(self.job_name, self.run_id)

    def get_mapping_key(self) -> str | None:
        return None

    def has_tag(self, key: str) -> bool:
        return True

    def log_event(self, event: Any) -> None:
        pass

    def add_output_metadata(self, metadata: dict[str, Any]) -> None:
        pass


def bare(op: dg.OpDefinition) -> Any:
    """The function of an op. Called through Dagster it would run as no run in particular."""
    return cast(Any, op.compute_fn).decorated_fn


@contextmanager
def opened(url: str, history: dg.DagsterInstance) -> Iterator[PipelineDatabase]:
    """The resource as a run of Dagster's has it; without a history Dagster would make another."""
    database = PipelineDatabase(url=url)
    nothing = dg.build_init_resource_context(instance=history)
    database.setup_for_execution(nothing)
    try:
        yield database
    finally:
        database.teardown_after_execution(nothing)


@dataclass(frozen=True)
class BareRun:
    """One run. Rows are judged by the first run that comes to it; others find it in `judged`."""

    settings: Settings
    database: PipelineDatabase
    history: dg.DagsterInstance
    job_id: UUID
    run_id: str
    chunk_rows: int
    judged: Path

    def execute(self) -> None:
        """Run to the end. Raises what the ops raise, and where Dagster would skip the other ops."""
        config = {"job_id": str(self.job_id), "chunk_rows": self.chunk_rows}
        context = Context(self.run_id, self.history, config)
        scratch = ScratchFolder(base_dir=str(self.settings.scratch_dir))
        if self.database.jobs.get(self.job_id).undoes:
            self._undo(context, scratch)
        else:
            self._import(context, scratch)

    def _undo(self, context: Context, scratch: ScratchFolder) -> None:
        opened = list(bare(undo.open_undo)(context, self.database, self._links()))
        if not opened:
            raise dg.Failure(NOTHING_OPENED)
        taken = bare(undo.take_back)(context, opened[0].value, self.database)
        finish = bare(undo.finish_undo)
        list(finish(context, taken.value, self.database, scratch, self._links()))

    def _import(self, context: Context, scratch: ScratchFolder) -> None:
        plans = self._opened(context, scratch)
        if not plans:
            raise dg.Failure(NOTHING_OPENED)
        chunks, repeats = self._rows(context, plans, scratch)
        if not list(bare(ops.apply_guard)(context, chunks, repeats, self.database, scratch)):
            return
        loaded = bare(ops.load_chunks)(context, chunks, repeats, self.database, scratch)
        self._finish(context, loaded.value, scratch)

    def _opened(self, context: Context, scratch: ScratchFolder) -> list[ChunkPlan]:
        store = UploadStore(url=self.settings.uploads_url)
        workbooks = WorkbookReading(**WorkbookLimits.of(self.settings)._asdict())
        opened = bare(ops.open_upload)(
            context, self.database, store, workbooks, scratch, self._links()
        )
        return [each.value for each in opened if isinstance(each, dg.DynamicOutput)]

    def _rows(
        self, context: Context, plans: list[ChunkPlan], scratch: ScratchFolder
    ) -> tuple[list[pl.LazyFrame], pl.LazyFrame]:
        files = [self.judged / f"chunk-{plan.index}.arrow" for plan in plans]
        repeated = self.judged / "repeats.arrow"
        if not repeated.exists():
            for plan, file in zip(plans, files, strict=True):
                rows = bare(ops.read_chunk)(context, plan, scratch)
                self._keep(bare(ops.validate_chunk)(context, rows), file)
            chunks = [pl.scan_ipc(file) for file in files]
            self._keep(bare(ops.find_repeated_plates)(context, chunks), repeated)
        return [pl.scan_ipc(file) for file in files], pl.scan_ipc(repeated)

    def _keep(self, rows: pl.DataFrame, file: Path) -> None:
        """Write a file whole or not at all: another run may be reading it at the same time."""
        own = file.with_suffix(f".{self.run_id}")
        rows.write_ipc(own)
        own.replace(file)

    def _finish(self, context: Context, counts: ImportCounts, scratch: ScratchFolder) -> None:
        is_dry = self.database.jobs.get(self.job_id).dry_run
        finish = ops.finish_dry_run if is_dry else ops.finish_import
        list(bare(finish)(context, counts, self.database, scratch, self._links()))

    def _links(self) -> Links:
        return Links(api_url=self.settings.api_url, dagster_url=self.settings.dagster_url)
