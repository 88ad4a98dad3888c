"""The process of an undo is killed before each of its exchanges with PostgreSQL, one at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from signal import SIGKILL
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.defs.doomed_runs import DoomedRun, DoomedRuns, Ended
from tests.defs.fault_points import Fault
from tests.defs.fault_world import scope_of
from tests.defs.pipeline import Pipeline, empty
from tests.effort import one_in
from vehicle_pipeline.contracts import ConflictPolicy, ImportStatus

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
    doomed: DoomedRuns
    database_url: str

    def begin(self) -> UUID:
        """Import all three, and ask for the undo."""
        empty(self.pipeline.tables)
        self.pipeline.import_(FIRST)
        second = self.pipeline.import_(SECOND, policy=ConflictPolicy.UPDATE)
        self.pipeline.import_(LATER, policy=ConflictPolicy.UPDATE)
        return self.pipeline.undos.begin(second.import_.id, uuid4(), dry_run=False).id

    def run(self, job_id: UUID, point: str | None = None) -> Ended:
        """Run the undo in a process of its own, which is killed at a point."""
        return self.doomed.run(
            DoomedRun(
                job_id=job_id,
                run_id=str(uuid4()),
                chunk_rows=CHUNK_ROWS,
                data_dir=self.pipeline.settings.data_dir,
                database_url=self.database_url,
                judged=self.pipeline.settings.data_dir,
                job="undo_import",
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
def undoing(pipeline: Pipeline, doomed: DoomedRuns, migrated_url: str) -> Undoing:
    return Undoing(pipeline, doomed, migrated_url)


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
        undoing.pipeline.run(job_id, CHUNK_ROWS)
        assert undoing.left(job_id) == expected, point


def chosen(points: Sequence[str]) -> Sequence[str]:
    """A fourth of the points, and the COMMIT with its answer."""
    commits = [point for point in points if "COMMIT" in point]
    return list(dict.fromkeys([*one_in(4, points), *one_in(2, commits)]))
