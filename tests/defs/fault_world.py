"""Imports whose first run ends at a fault point, and what is left when a second run has ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL
from typing import Any
from uuid import UUID, uuid4

import dagster as dg

from tests.defs.bare_runs import BareRun
from tests.defs.doomed_runs import DoomedRun, DoomedRuns, Ended
from tests.defs.fault_points import Fault
from tests.defs.pipeline import Pipeline, empty
from tests.effort import THOROUGH, one_in
from vehicle_pipeline.contracts import ConflictPolicy, ImportStatus
from vehicle_pipeline.defs.resources import PipelineDatabase
from vehicle_pipeline.guard_contracts import Guard

# Three chunks. The second holds every kind of row: new ones; one that is registered with other
# values and one with the same; bad ones; one that the first chunk has already.
CHUNK_ROWS = 6
FILE = """\
modelo;placa;ano;valor_fipe
Gol;AAA1A00;2020;45.000,00
Uno;BBB1B00;2021;1.234,56
Gol;?;1890;-1
Palio;CCC1C00;2019;7
Onix;DDD1D00;2018;8
Kombi;EEE1E00;1999;9
Gol;FFF1F00;2020;10,50
Uno;GGG1G00;2021;11
Fusca;XXX1X00;1970;5
Brasilia;YYY1Y00;1975;6
;HHH-1H0;32000;1
Gol;aaa-1a00;2020;45.000,00
Gol;III1I00;2020;12
Total
Uno;JJJ1J00;2021;13
"""
REGISTERED = [
    ("XXX1X00", "xxx-1x00", "Fusca", 1971, 4),
    ("YYY1Y00", "YYY1Y00", "Brasilia", 1975, 6),
]

# What the transaction of a scope makes visible, all at once.
VISIBLE = {
    "start": "select 'started' from import_jobs where dagster_run_id is not null",
    "plan": "select chunk_index::text from import_chunks"
    " union all select code from job_logs where code in ('dry_run_notice', 'file_opened')"
    " union all select total_rows::text from import_jobs where total_rows is not null",
    "judge": "select judged::text from import_jobs where judged is not null"
    " union all select code from job_logs where code in ('guard_passed', 'import_held')"
    " union all select code from alerts where channel = 'alerts'",
    "load": "select plate from vehicles where import_id <> %(registered)s and source_row between 8"
    " and 13 union all select jsonb_object_keys(codes) from rejected_parts where chunk_index = 1"
    " union all select code from job_logs where row_number between 8 and 13"
    " union all select 'committed' from import_chunks"
    " where chunk_index = 1 and committed_at is not null",
    "complete": "select status from import_jobs where status = 'completed'"
    " union all select code from job_logs where code like '%%completed'",
}


@dataclass(frozen=True)
class Variant:
    """An import, and what the table holds before."""

    policy: ConflictPolicy = ConflictPolicy.SKIP
    is_any_registered: bool = True
    dry_run: bool = False
    sample: int | None = None
    guard: Guard = field(default_factory=Guard)


# The import that brought the registered vehicles.
REGISTRATION = UUID(int=1)


@dataclass(frozen=True)
class Reference:
    """What an undisturbed import leaves, and what of it each transaction made visible."""

    left: list[Any]
    committed: dict[str, list[Any]]


VARIANTS = {
    "skip, all new": Variant(is_any_registered=False),
    # A sample of one plate finds no vehicle: the COPY does, and is rolled back.
    "skip, found late": Variant(sample=1),
    "update": Variant(ConflictPolicy.UPDATE),
    "dry run": Variant(dry_run=True),
}


def scope_of(point: str) -> str:
    return point.partition(": ")[0]


def chosen(points: Sequence[str]) -> Sequence[str]:
    """A sixth of the points, and where nobody knows whether a transaction was committed."""
    unknown = [point for point in points if "COMMIT sent" in point]
    return list(dict.fromkeys([*one_in(6, points), *unknown]))


@dataclass
class FaultWorld:
    """Accepts one import at a time."""

    pipeline: Pipeline
    database: PipelineDatabase
    doomed: DoomedRuns
    folder: Path
    database_url: str
    references: "dict[Variant, Reference]"
    passed: dict[Variant, Sequence[str]]

    def accept(self, variant: Variant) -> UUID:
        """Start from the beginning: nothing but the registered vehicles and a new import."""
        empty(self.pipeline.tables)
        if variant.is_any_registered:
            with self.pipeline.tables.cursor() as cursor:
                cursor.executemany(
                    "insert into vehicles (plate, placa, modelo, ano, valor_fipe, import_id,"
                    " source_row) values (%s, %s, %s, %s, %s, %s, 8)",
                    [(*row, REGISTRATION) for row in REGISTERED],
                )
        return self.pipeline.accept(
            FILE, policy=variant.policy, dry_run=variant.dry_run, guard=variant.guard
        )

    def undisturbed(self, variant: Variant) -> list[Any]:
        """What Dagster's job leaves that nothing happens to."""
        if variant not in self.references:
            done = self.pipeline.run(self.accept(variant), CHUNK_ROWS)
            assert done.success
            committed = {scope: self.visible(scope) for scope in VISIBLE}
            self.references[variant] = Reference(self.left(done.import_.id), committed)
        return self.references[variant].left

    def run(self, job_id: UUID, variant: Variant, fault: Fault | None = None, **more: Any) -> Ended:
        """Execute a run in a process of its own."""
        return self.doomed.run(self.doomed_run(job_id, variant, fault, **more))

    def doomed_run(
        self, job_id: UUID, variant: Variant, fault: Fault | None, **more: Any
    ) -> DoomedRun:
        return DoomedRun(
            job_id=job_id,
            run_id=str(uuid4()),
            chunk_rows=CHUNK_ROWS,
            data_dir=self.pipeline.settings.data_dir,
            database_url=self.database_url,
            judged=self.folder,
            sample=variant.sample,
            fault=fault,
            **more,
        )

    def killed_at(self, point: str, variant: Variant, **more: Any) -> UUID:
        """An import whose run was killed at a point."""
        job_id = self.accept(variant)
        ended = self.run(job_id, variant, Fault(point=point, signal=SIGKILL), **more)
        assert ended.signal == SIGKILL, f"never came to {point}: {ended}"
        return job_id

    def points(self, variant: Variant, **more: Any) -> Sequence[str]:
        """The points that a run passes to which nothing happens."""
        if more:
            return self.run(self.accept(variant), variant, **more).report.points
        if variant not in self.passed:
            self.passed[variant] = self.run(self.accept(variant), variant).report.points
        return self.passed[variant]

    def check_every_point(self, scope: str, variant: Variant, at_least: int) -> None:
        """Kill a run at each point of a scope, and have another one finish the import.

        Unless `THOROUGH`, only at some of those that are new in this variant.
        """
        expected = self.undisturbed(variant)
        assert self.references[variant].committed[scope]
        points = [each for each in self.points(variant) if scope_of(each) == scope]
        assert len(points) >= at_least
        for point in points if THOROUGH else chosen(self._new_in(variant, points)):
            job_id = self.killed_at(point, variant)
            self.check_atomic(variant, point, points)
            self.recover(job_id)
            assert self.left(job_id) == expected, point

    def _new_in(self, variant: Variant, points: Sequence[str]) -> Sequence[str]:
        """Those of the points that no variant before this one passes; all if there is none."""
        variants = list(VARIANTS.values())
        before = variants[: variants.index(variant)] if variant in variants else []
        passed = {point for earlier in before for point in self.points(earlier)}
        new = [point for point in points if point not in passed]
        return new or points

    def recover(self, job_id: UUID) -> None:
        """What comes after a run that died: another run of the same import."""
        run = BareRun(
            self.pipeline.settings,
            self.database,
            self.pipeline.history,
            job_id,
            str(uuid4()),
            CHUNK_ROWS,
            self.folder,
        )
        over = (ImportStatus.COMPLETED, ImportStatus.HELD)
        was_finished = self.pipeline.jobs.get(job_id).status in over
        try:
            run.execute()
        except dg.Failure:
            assert was_finished

    def visible(self, scope: str) -> list[Any]:
        """What can be seen of the work of a transaction."""
        rows = self.pipeline.tables.execute(VISIBLE[scope], {"registered": REGISTRATION})
        return sorted(rows.fetchall())

    def check_atomic(self, variant: Variant, point: str, points: Sequence[str]) -> None:
        """Nothing can be seen before the last COMMIT was sent, everything from its answer on."""
        scope = scope_of(point)
        own = [each for each in points if scope_of(each) == scope]
        sent = max(at for at, each in enumerate(own) if ": COMMIT sent" in each)
        nothing: list[Any] = []
        everything = self.references[variant].committed[scope]
        seen = self.visible(scope)
        if own.index(point) < sent:
            assert seen == nothing
        elif own.index(point) > sent:
            assert seen == everything
        else:
            assert seen in (nothing, everything)

    def left(self, job_id: UUID) -> list[Any]:
        """Everything that an import leaves but for ids and times; its books agree."""
        import_ = self.pipeline.jobs.get(job_id)
        assert import_.dagster_run_id is not None
        audit = self.database.audits.of_run(import_.dagster_run_id)
        assert audit.is_conserved or import_.status is ImportStatus.HELD
        assert audit.is_plate_unique
        assert audit.is_plate_canonical
        return [*self.pipeline.everything(), *self._ledger(), import_.dry_run_report]

    def _ledger(self) -> Iterator[list[Any]]:
        for query in (
            "select code, level, params, row_number from job_logs order by 1, 2, 4, params::text",
            "select chunk_index, first_row, row_count, inserted_rows, updated_rows,"
            " unchanged_rows, duplicate_rows, rejected_rows, would_change_rows, would_keep_rows,"
            " committed_at is not null from import_chunks order by 1",
            "select plate, import_id = (select id from import_jobs), updated_at > created_at"
            " from vehicles order by 1",
            "select error_code, judged, held_because, started_at is not null,"
            " finished_at is not null from import_jobs",
        ):
            yield self.pipeline.tables.execute(query).fetchall()
