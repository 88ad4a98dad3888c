"""Counts imports as they end.

Tables cannot be shown as counters: housekeeping deletes rows, and an import that is continued
ends twice. Nor could histograms be made of them at each scrape. So a scrape reads the imports that
have ended since the one before, and adds them to counters of this process, which Prometheus expects
to begin anew with it. What ended while no API ran is missing in them; the gauge
`vehicle_pipeline_imports` has it.
"""

import time
from collections.abc import Sequence
from datetime import datetime
from itertools import product
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric

from api.import_stages import STAGES, stages_of
from vehicle_pipeline.adapters.imports.measures import EndedImport, ImportMeasures, ImportSource
from vehicle_pipeline.adapters.postgres.dagster_tables import DagsterTables, RunTimes
from vehicle_pipeline.contracts import ImportCounts, ImportStatus
from vehicle_pipeline.domain.sentences import models, rows

# What ended in the last minutes is counted by a process that has just started to be asked, in s.
_LOOK_BACK = 300.0
# Seconds, from the import of a few rows to that of the largest file after a long queue.
_BUCKETS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600)
_CODES = frozenset({*rows.SENTENCES, *models.SENTENCES})
# A code of an earlier version.
_OTHER_CODE = "other"
_ENDS = (ImportStatus.COMPLETED, ImportStatus.FAILED, ImportStatus.CANCELLED)
# What these bring, or change, is no row of a file.
_NO_FILES = (ImportSource.DRY_RUN, ImportSource.UNDO)


class EndedImports:
    """Counters over the imports that have ended since the process began."""

    def __init__(
        self, registry: CollectorRegistry, measures: ImportMeasures, dagster: DagsterTables
    ) -> None:
        self._measures = measures
        self._dagster = dagster
        self._began = time.monotonic()
        # A look that was given up may still be at it.
        self._lock = Lock()
        self._counters = _Counters(registry)
        self._seen_upto: datetime | None = None

    def look(self) -> Sequence[Metric]:
        """Add what has ended since the look before; raises DatabaseError."""
        with self._lock:
            if self._seen_upto is None:
                age = min(time.monotonic() - self._began, _LOOK_BACK)
                self._seen_upto = self._measures.settled(age)
            ends = self._measures.ended(self._seen_upto)
            run_ids = [each.record.dagster_run_id or "" for each in ends.imports]
            runs = self._dagster.run_times(run_ids) if run_ids else {}
            # Before they are added: a fault over one of them must not have others added twice.
            self._seen_upto = ends.upto
            for run_id, each in zip(run_ids, ends.imports, strict=True):
                self._counters.add(each, runs.get(run_id))
        return []


class _Counters:
    """Every label is there from the start: a counter that appears with 1 has grown unseen."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._ends = Counter(
            "vehicle_pipeline_imports_ended",
            "Imports that have ended.",
            ("status", "source"),
            registry=registry,
        )
        self._rows = Counter(
            "vehicle_pipeline_rows",
            "Rows of completed imports, or vehicles of completed undos, by what became of them.",
            ("outcome",),
            registry=registry,
        )
        self._faults = Counter(
            "vehicle_pipeline_faults",
            "Faults of the rows that completed imports rejected.",
            ("code",),
            registry=registry,
        )
        self._stages = Histogram(
            "vehicle_pipeline_import_stage_seconds",
            "Stages of completed imports; some overlap.",
            ("stage",),
            buckets=_BUCKETS,
            registry=registry,
        )
        self._whole = Histogram(
            "vehicle_pipeline_import_seconds",
            "Completed imports, from their acceptance to their end.",
            buckets=_BUCKETS,
            registry=registry,
        )
        for status, source in product(_ENDS, ImportSource):
            self._ends.labels(status, source)
        for outcome in ImportCounts.model_fields:
            self._rows.labels(outcome)
        for code in (*_CODES, _OTHER_CODE):
            self._faults.labels(code)
        for stage in STAGES:
            self._stages.labels(stage)

    def add(self, ended: EndedImport, run: RunTimes | None) -> None:
        """Count an import that has ended; `run` is what Dagster has kept of its run."""
        import_ = ended.record
        # Undone later, it had been completed.
        is_undone = import_.status is ImportStatus.UNDONE
        status = ImportStatus.COMPLETED if is_undone else import_.status
        self._ends.labels(status, ended.source).inc()
        if status is not ImportStatus.COMPLETED or import_.dry_run:
            return
        for outcome in ImportCounts.model_fields:
            self._rows.labels(outcome).inc(getattr(import_.counts, outcome))
        for code, faults in ended.faults.items():
            self._faults.labels(code if code in _CODES else _OTHER_CODE).inc(faults)
        # What a person has held up says nothing about the system.
        if ended.source not in _NO_FILES and import_.held_at is None:
            self._time(ended, run)

    def _time(self, ended: EndedImport, run: RunTimes | None) -> None:
        stages = stages_of(ended.record, run)
        self._whole.observe(stages.total)
        if run and run.steps:
            for stage in stages.items:
                self._stages.labels(stage.name).observe(stage.seconds)
