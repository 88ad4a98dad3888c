"""Imports and undos in any order, against a model that knows nothing of tables."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.adapters.recorded import chunk, started, undone
from tests.conftest import EMPTY
from tests.domain.rows import good
from tests.effort import examples
from vehicle_pipeline.adapters.imports.chunk_loading import VehicleTable
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.queries import ImportQueries
from vehicle_pipeline.adapters.imports.reimports import Reimports
from vehicle_pipeline.adapters.imports.undoing import Undos
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.vehicle_history import VehicleHistory
from vehicle_pipeline.contracts import ConflictPolicy, ImportCounts, ImportRecord, ImportStatus
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.errors import (
    ImportActionRefusedError,
    ImportNotFoundError,
    ImportNotRevivableError,
)

Tables = psycopg.Connection[tuple[Any, ...]]
UPDATE, SKIP = ConflictPolicy.UPDATE, ConflictPolicy.SKIP
PLATES = ("ABC1C34", "BBB2B22", "CCC3C33", "DDD4D44")
_RUNS = count()


# --- the real thing ------------------------------------------------------------------------------


def imported(
    database: Database, prices: dict[str, int], policy: ConflictPolicy = UPDATE
) -> tuple[UUID, ImportCounts]:
    """Import vehicles that differ in their prices, in thousands of reais."""
    run_id = f"import {next(_RUNS)}"
    jobs = ImportJobs(database)
    rows = [good(placa=plate, valor_fipe=f"{price}.000,00") for plate, price in prices.items()]
    job_id = started(jobs, run_id, len(rows), policy=policy)
    VehicleTable(database).load(run_id, 0, chunk(*rows))
    return job_id, jobs.complete(run_id)[0].counts


def fleet(tables: Tables) -> dict[str, int]:
    rows = tables.execute("select plate, valor_fipe from vehicles").fetchall()
    return {plate: int(price / 1000) for plate, price in rows}


def whole(tables: Tables) -> list[Any]:
    """The table but for the time of the last change."""
    return tables.execute(
        "select plate, placa, modelo, ano, valor_fipe, import_id, source_row, created_at"
        " from vehicles order by plate"
    ).fetchall()


# --- the model -----------------------------------------------------------------------------------


@dataclass
class Model:
    """Each vehicle is a pile of what imports wrote; the topmost that is not undone counts."""

    piles: dict[str, list[tuple[UUID, int]]] = field(default_factory=dict)
    undone: set[UUID] = field(default_factory=set)
    events: dict[str, list[tuple[str, UUID]]] = field(default_factory=dict)

    def top(self, plate: str) -> tuple[UUID, int] | None:
        alive = [each for each in self.piles.get(plate, []) if each[0] not in self.undone]
        return alive[-1] if alive else None

    def fleet(self) -> dict[str, int]:
        return {plate: top[1] for plate in self.piles if (top := self.top(plate))}

    def load(self, job_id: UUID, prices: dict[str, int], policy: ConflictPolicy) -> ImportCounts:
        counts = ImportCounts()
        for plate, price in prices.items():
            top = self.top(plate)
            if top and policy is SKIP:
                counts += ImportCounts(duplicate=1)
            elif top and top[1] == price:
                counts += ImportCounts(unchanged=1)
            else:
                self.piles.setdefault(plate, []).append((job_id, price))
                kind = "updated" if top else "inserted"
                self.events.setdefault(plate, []).append((kind, job_id))
                counts += ImportCounts(**{kind: 1})
        return counts

    def undo(self, job_id: UUID, undo_id: UUID) -> ImportCounts:
        counts = ImportCounts()
        written = [p for p, pile in self.piles.items() if job_id in (each[0] for each in pile)]
        on_top = [plate for plate in written if (top := self.top(plate)) and top[0] == job_id]
        self.undone.add(job_id)
        for plate in on_top:
            kind = "restored" if self.top(plate) else "removed"
            self.events[plate].append((kind, undo_id))
            counts += ImportCounts(**{kind: 1})
        return counts + ImportCounts(rejected=len(written) - len(on_top))


prices = st.dictionaries(st.sampled_from(PLATES), st.integers(1, 3), min_size=1)
steps = st.lists(
    st.one_of(
        st.tuples(prices, st.sampled_from(ConflictPolicy)),
        # The undo of an earlier import, whichever it may be.
        st.integers(0, 9),
    ),
    min_size=2,
    max_size=9,
)


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=steps, rows=st.integers(1, 3))
def test_any_imports_and_undos_leave_what_the_imports_that_remain_explain(
    steps: list[Any], rows: int, database: Database, tables: Tables
) -> None:
    tables.execute(EMPTY)
    model, jobs, undos = Model(), [], {}
    for step in steps:
        if isinstance(step, tuple):
            job_id, counts = imported(database, *step)
            jobs.append(job_id)
            assert counts == model.load(job_id, *step)
        elif jobs:
            job_id = jobs[step % len(jobs)]
            undo = undone(database, job_id, rows=rows)
            if job_id in undos:
                assert undo.id == undos[job_id]
            else:
                undos[job_id] = undo.id
                assert undo.counts == model.undo(job_id, undo.id)
                assert undo.total_rows == undo.counts.total
        assert fleet(tables) == model.fleet()
    history = VehicleHistory(database)
    for plate in PLATES:
        told = history.page(plate, skip=0, limit=50).items
        assert [(event.kind, event.job_id) for event in told[::-1]] == model.events.get(plate, [])


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(before=st.lists(prices, max_size=3), added=prices, policy=st.sampled_from(ConflictPolicy))
def test_an_import_and_its_undo_leave_the_table_as_it_was(
    before: list[dict[str, int]],
    added: dict[str, int],
    policy: ConflictPolicy,
    database: Database,
    tables: Tables,
) -> None:
    tables.execute(EMPTY)
    for prices in before:
        imported(database, prices)
    as_before = whole(tables)
    job_id, _ = imported(database, added, policy)
    undone(database, job_id)
    assert whole(tables) == as_before


# --- what it says --------------------------------------------------------------------------------


def test_what_was_changed_later_is_kept_and_listed_with_the_reason(
    database: Database, tables: Tables
) -> None:
    first, _ = imported(database, {"ABC1C34": 40, "BBB2B22": 50})
    later, _ = imported(database, {"BBB2B22": 60})
    undo = undone(database, first)
    assert undo.counts == ImportCounts(removed=1, rejected=1)
    assert fleet(tables) == {"BBB2B22": 60}
    (kept,) = ImportQueries(database).errors(undo.id, code=None, skip=0, limit=5).items
    assert (kept.code, kept.value, kept.row_number) == ("changed_later", "BBB2B22", 3)
    assert kept.params == {"import_id": str(later)}


def test_an_undone_import_says_by_what(database: Database) -> None:
    job_id, _ = imported(database, {"ABC1C34": 40})
    undo = undone(database, job_id)
    import_ = ImportJobs(database).get(job_id)
    assert (import_.status, import_.undone_by) == (ImportStatus.UNDONE, undo.id)
    assert (undo.status, undo.undoes) == (ImportStatus.COMPLETED, job_id)


def test_a_dry_run_changes_nothing_and_says_what_an_undo_would_do(
    database: Database, tables: Tables
) -> None:
    first, _ = imported(database, {"ABC1C34": 40, "BBB2B22": 50, "CCC3C33": 60})
    second, _ = imported(database, {"ABC1C34": 41, "BBB2B22": 51, "DDD4D44": 70})
    imported(database, {"BBB2B22": 52})
    as_before = whole(tables)
    tried = undone(database, second, dry_run=True)
    assert tried.counts == ImportCounts(removed=1, restored=1, rejected=1)
    assert whole(tables) == as_before
    assert ImportJobs(database).get(second).status is ImportStatus.COMPLETED
    assert undone(database, second).counts == tried.counts
    assert undone(database, first).counts == ImportCounts(removed=2, rejected=1)


def listed_later(database: Database, undo: ImportRecord) -> list[dict[str, Any]]:
    logs = ImportJobs(database).logs(undo.id)
    return [log.params for log in logs if log.code == "undo_listed_later"]


@pytest.mark.parametrize("dry_run", [True, False])
def test_an_undo_warns_of_later_imports_that_listed_vehicles_without_changing_them(
    dry_run: bool, database: Database
) -> None:
    first, _ = imported(database, {"ABC1C34": 40, "BBB2B22": 50})
    assert listed_later(database, undone(database, first, dry_run=True)) == []
    imported(database, {"ABC1C34": 40, "CCC3C33": 60})
    imported(database, {"BBB2B22": 50, "CCC3C33": 60}, SKIP)
    imported(database, {"DDD4D44": 70})
    undo = undone(database, first, dry_run=dry_run)
    assert listed_later(database, undo) == [{"imports": 2, "rows": 3}]


def test_what_earlier_imports_listed_does_not_count(database: Database) -> None:
    imported(database, {"ABC1C34": 40})
    imported(database, {"ABC1C34": 40})
    job_id, _ = imported(database, {"BBB2B22": 50})
    assert listed_later(database, undone(database, job_id)) == []


@pytest.mark.parametrize("dry_run", [True, False])
def test_where_nothing_is_taken_back_there_is_nothing_to_warn_of(
    dry_run: bool, database: Database
) -> None:
    first, _ = imported(database, {"ABC1C34": 40})
    imported(database, {"ABC1C34": 41, "CCC3C33": 60})
    imported(database, {"ABC1C34": 41, "CCC3C33": 60})
    undo = undone(database, first, dry_run=dry_run)
    assert (undo.counts, listed_later(database, undo)) == (ImportCounts(rejected=1), [])


def test_the_warning_claims_no_more_than_is_known(database: Database) -> None:
    first, _ = imported(database, {"ABC1C34": 40})
    imported(database, {"CCC3C33": 60})
    imported(database, {"CCC3C33": 60})
    (params,) = listed_later(database, undone(database, first, dry_run=True))
    assert "Quais foram não fica registrado" in sentence("undo_listed_later", params, "pt")
    assert "Which ones is not recorded" in sentence("undo_listed_later", params, "en")


def test_the_same_file_can_be_imported_again_afterwards(database: Database, tables: Tables) -> None:
    job_id, _ = imported(database, {"ABC1C34": 40})
    undone(database, job_id)
    assert fleet(tables) == {}
    _, counts = imported(database, {"ABC1C34": 40}, SKIP)
    assert counts == ImportCounts(inserted=1)


def test_an_undo_does_not_go_back_to_what_is_not_kept_any_more(
    database: Database, tables: Tables
) -> None:
    imported(database, {"ABC1C34": 40, "BBB2B22": 50})
    second, _ = imported(database, {"ABC1C34": 41, "CCC3C33": 60})
    tables.execute("delete from vehicle_changes")
    undo = undone(database, second)
    assert undo.counts == ImportCounts(removed=1, rejected=1)
    assert fleet(tables) == {"ABC1C34": 41, "BBB2B22": 50}
    (kept,) = ImportQueries(database).errors(undo.id, code=None, skip=0, limit=5).items
    assert kept.code == "history_removed"


# --- what is refused, and what goes on -----------------------------------------------------------


def test_what_cannot_be_undone_is_refused_with_the_reason(database: Database) -> None:
    undos, jobs = Undos(database), ImportJobs(database)
    under_way = started(jobs, "some run", 1)
    tried = started(jobs, "try", 1, dry_run=True)
    jobs.cancel(tried)
    never_begun = started(jobs, "no row of it", 1)
    jobs.cancel(never_begun)
    job_id, _ = imported(database, {"ABC1C34": 40})
    undo = undone(database, job_id)
    for wrong, code in (
        (under_way, "import_under_way"),
        (tried, "undo_of_dry_run"),
        (undo.id, "undo_of_undo"),
        (never_begun, "undo_of_nothing"),
    ):
        with pytest.raises(ImportActionRefusedError, match=code):
            undos.begin(wrong, uuid4(), dry_run=False)
    with pytest.raises(ImportNotFoundError):
        undos.begin(uuid4(), uuid4(), dry_run=False)


def test_an_import_that_is_being_undone_does_not_go_on(database: Database) -> None:
    jobs = ImportJobs(database)
    job_id = started(jobs, "half a run", 1, 1)
    VehicleTable(database).load("half a run", 0, chunk(good(placa="ABC1C34")))
    jobs.cancel(job_id)
    Undos(database).begin(job_id, uuid4(), dry_run=False)
    with pytest.raises(ImportNotRevivableError):
        Reimports(database).again(job_id, uuid4())


def test_half_an_import_can_be_undone(database: Database, tables: Tables) -> None:
    jobs = ImportJobs(database)
    job_id = started(jobs, "half of it", 1, 1)
    VehicleTable(database).load("half of it", 0, chunk(good(placa="ABC1C34")))
    jobs.cancel(job_id)
    assert undone(database, job_id).counts == ImportCounts(removed=1)
    assert fleet(tables) == {}


def test_asking_twice_makes_one_undo(database: Database) -> None:
    job_id, _ = imported(database, {"ABC1C34": 40})
    undos = Undos(database)
    with ThreadPoolExecutor(4) as pool:
        begun = list(pool.map(lambda _: undos.begin(job_id, uuid4(), dry_run=False).id, range(4)))
    assert len(set(begun)) == 1


def test_an_undo_that_was_cancelled_before_it_began_leaves_its_import_alone(
    database: Database,
) -> None:
    job_id, _ = imported(database, {"ABC1C34": 40})
    jobs = ImportJobs(database)
    jobs.cancel(Undos(database).begin(job_id, uuid4(), dry_run=False).id)
    assert jobs.get(job_id).undone_by is None


def test_an_undo_that_was_cancelled_halfway_goes_on_when_it_is_asked_for_again(
    database: Database, tables: Tables
) -> None:
    job_id, _ = imported(database, {"ABC1C34": 40, "BBB2B22": 50})
    undos, jobs = Undos(database), ImportJobs(database)
    begun = undos.begin(job_id, uuid4(), dry_run=False)
    jobs.start(begun.id, "first half")
    assert undos.plan("first half", 1)[1] == 2
    undos.take_back("first half", 0)
    jobs.cancel(begun.id)
    assert fleet(tables) == {"BBB2B22": 50}
    undo = undone(database, job_id)
    assert undo.id == begun.id
    assert undo.counts == ImportCounts(removed=2)
    assert fleet(tables) == {}


def test_a_chunk_that_is_taken_back_twice_counts_once(database: Database) -> None:
    job_id, _ = imported(database, {"ABC1C34": 40})
    undos, jobs = Undos(database), ImportJobs(database)
    jobs.start(undos.begin(job_id, uuid4(), dry_run=False).id, "again")
    undos.plan("again", 5)
    first, second = (undos.take_back("again", 0) for _ in range(2))
    assert first.counts == second.counts == ImportCounts(removed=1)
    assert jobs.complete("again")[0].counts == ImportCounts(removed=1)


# --- at the same time ----------------------------------------------------------------------------


@pytest.mark.parametrize("round_", range(8))
def test_two_at_once_leave_what_some_order_of_them_explains(
    round_: int, database: Database, tables: Tables
) -> None:
    """Two undos of one pile, and an import with each of them."""
    first, _ = imported(database, {"ABC1C34": 1, "BBB2B22": 1})
    second, _ = imported(database, {"ABC1C34": 2, "BBB2B22": 2})
    work = [
        lambda: undone(database, first, rows=1).counts,
        lambda: undone(database, second, rows=1).counts,
        lambda: imported(database, {"BBB2B22": 3})[1],
    ]
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(each) for each in work[round_ % 3 :] + work[: round_ % 3]]:
            done.result(60)
    # Whatever the order, nothing remains of ABC1C34, and of BBB2B22 what no undo was asked of.
    assert fleet(tables) == {"BBB2B22": 3}
