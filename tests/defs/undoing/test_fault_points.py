"""The process of an undo is killed before each of its exchanges with PostgreSQL, one at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from signal import SIGKILL
from typing import Any
from uuid import UUID, uuid4

import dagster as dg
import pytest

from tests.defs.bare_runs import BareRun, opened
from tests.defs.doomed_runs import DoomedRun, DoomedRuns, Ended
from tests.defs.fault_points import Fault
from tests.defs.fault_world import scope_of
from tests.defs.pipeline import ALL_ROWS, Pipeline, empty
from tests.effort import one_in
from vehicle_pipeline.contracts import ConflictPolicy, ImportStatus
from vehicle_pipeline.defs.resources import PipelineDatabase

HEADER = "modelo,placa,ano,valor_fipe\n"
FIRST = f"{HEADER}Gol,AAA1A00,2020,1.00\nUno,BBB1B00,2020,2.00\nKa,CCC1C00,2020,3.00\n"
# In two chunks each kind of what an undo does: restored, removed, left as it is.
SECOND = (
    f"{HEADER}Gol,AAA1A00,2020,9.00\nFox,DDD1D00,2020,4.00\n"
    "Uno,BBB1B00,2021,2.00\nOnix,EEE1E00,2020,5.00\nKa,CCC1C00,2021,3.00\n"
)
LATER = f"{HEADER}Ka,CCC1C00,2022,3.00\nOnix,EEE1E00,2021,5.00\n"
CHUNK_ROWS = 2


@dataclass(frozen=True)
class Undoing:
    """Undoes the second of three imports, each time from the beginning."""

    pipeline: Pipeline
    database: PipelineDatabase
    doomed: DoomedRuns
    database_url: str
    judged: Path

    def begin(self) -> UUID:
        """Import all three, and ask for the undo."""
        empty(self.pipeline.tables)
        _, second, _ = [self._imported(each) for each in (FIRST, SECOND, LATER)]
        return self.pipeline.undos.begin(second, uuid4(), dry_run=False).id

    def _imported(self, content: str) -> UUID:
        job_id = self.pipeline.accept(content, policy=ConflictPolicy.UPDATE)
        folder = self.judged / sha256(content.encode()).hexdigest()
        folder.mkdir(exist_ok=True)
        self._execute(job_id, ALL_ROWS, folder)
        return job_id

    def recover(self, job_id: UUID) -> None:
        """What comes after a run that died: another run of the same undo."""
        was_finished = self.pipeline.jobs.get(job_id).status is ImportStatus.COMPLETED
        try:
            self._execute(job_id, CHUNK_ROWS, self.judged)
        except dg.Failure:
            assert was_finished

    def _execute(self, job_id: UUID, chunk_rows: int, judged: Path) -> None:
        BareRun(
            self.pipeline.settings,
            self.database,
            self.pipeline.history,
            job_id,
            str(uuid4()),
            chunk_rows,
            judged,
        ).execute()

    def run(self, job_id: UUID, point: str | None = None, job: str | None = None) -> Ended:
        """Run the undo in a process of its own, which is killed at a point."""
        return self.doomed.run(
            DoomedRun(
                job_id=job_id,
                run_id=str(uuid4()),
                chunk_rows=CHUNK_ROWS,
                data_dir=self.pipeline.settings.data_dir,
                database_url=self.database_url,
                judged=self.judged,
                job=job,
                fault=Fault(point=point, signal=SIGKILL) if point else None,
            )
        )

    def left(self, job_id: UUID) -> list[Any]:
        """What the undo leaves but for ids and times."""
        undo = self.pipeline.jobs.get(job_id)
        assert undo.undoes is not None
        assert undo.status is ImportStatus.COMPLETED
        assert self.pipeline.jobs.get(undo.undoes).status is ImportStatus.UNDONE
        history = self.pipeline.tables.execute(
            "select plate, kind, modelo, ano, valor_fipe, is_undone from vehicle_changes"
            " order by plate, id"
        )
        codes = [(log.code, log.params.get("value")) for log in self.pipeline.jobs.logs(job_id)]
        return [self.pipeline.vehicles(), history.fetchall(), undo.counts, codes]


@pytest.fixture
def undoing(
    pipeline: Pipeline, doomed: DoomedRuns, migrated_url: str, judged: Path
) -> Iterator[Undoing]:
    with opened(migrated_url, pipeline.history) as database:
        yield Undoing(pipeline, database, doomed, migrated_url, judged)


@pytest.mark.parametrize("scope", ["plan undo", "take back", "complete"])
def test_an_undo_killed_at_any_point_leaves_what_an_undisturbed_one_does(
    undoing: Undoing, scope: str
) -> None:
    undisturbed = undoing.begin()
    points = [each for each in undoing.run(undisturbed).report.points if scope_of(each) == scope]
    expected = undoing.left(undisturbed)
    assert expected[2].restored == 2, expected[2]
    assert len(points) > 8
    for point in chosen(points):
        job_id = undoing.begin()
        ended = undoing.run(job_id, point)
        assert ended.signal == SIGKILL, f"never came to {point}: {ended}"
        undoing.recover(job_id)
        assert undoing.left(job_id) == expected, point


@pytest.mark.parametrize("point", ["plan undo: COMMIT sent 1", "take back: COMMIT acknowledged 1"])
def test_dagsters_next_run_completes_the_undo(undoing: Undoing, point: str) -> None:
    undisturbed = undoing.begin()
    assert undoing.pipeline.run(undisturbed, CHUNK_ROWS).success
    expected = undoing.left(undisturbed)
    job_id = undoing.begin()
    assert undoing.run(job_id, point, job="undo_import").signal == SIGKILL
    assert undoing.pipeline.run(job_id, CHUNK_ROWS).success
    assert undoing.left(job_id) == expected


def chosen(points: Sequence[str]) -> Sequence[str]:
    """A fourth of the points, and the COMMIT with its answer."""
    commits = [point for point in points if "COMMIT" in point]
    return list(dict.fromkeys([*one_in(4, points), *one_in(2, commits)]))
