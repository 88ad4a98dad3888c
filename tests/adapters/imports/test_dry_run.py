"""A dry run says exactly what imports then do, and changes no vehicle."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.adapters.recorded import chunk, new_import, plates, started
from tests.adapters.stored_faults import fault_rows
from tests.domain.rows import Texts, good
from tests.effort import examples
from vehicle_pipeline.adapters.fleet_views import FleetViews
from vehicle_pipeline.adapters.imports.chunk_loading import VehicleTable
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import (
    ConflictPolicy,
    DryRunReport,
    ImportCounts,
    ImportRecord,
    ImportStatus,
)

Tables = psycopg.Connection[tuple[Any, ...]]
SKIP, UPDATE = ConflictPolicy
Load = Callable[..., ImportRecord]


@pytest.fixture
def jobs(database: Database) -> ImportJobs:
    return ImportJobs(database)


@pytest.fixture
def load(jobs: ImportJobs, database: Database) -> Load:
    """Imports rows in one chunk, or only tries to."""
    table = VehicleTable(database)
    runs = iter(range(1_000_000))

    def load(*rows: Texts, **options: Any) -> ImportRecord:
        run_id = f"run {next(runs)}"
        started(jobs, run_id, len(rows), **options)
        table.load(run_id, 0, chunk(*rows))
        return jobs.complete(run_id)[0]

    return load


def vehicles(tables: Tables) -> list[tuple[Any, ...]]:
    """The table, every column of it and where each row lies."""
    return tables.execute("select ctid, xmin, * from vehicles order by plate").fetchall()


def faults(tables: Tables, import_: ImportRecord) -> list[tuple[Any, ...]]:
    names = ("row_number", "code", "field", "value", "params", "raw_row")
    return fault_rows(tables, *names, job_id=import_.id)


@pytest.fixture
def fleet(load: Load) -> None:
    load(*plates("ABC1234", "XYZ1A00"))


@pytest.mark.parametrize("policy", ConflictPolicy)
@pytest.mark.usefixtures("fleet")
def test_a_dry_run_reports_what_either_policy_would_do(
    load: Load, tables: Tables, policy: ConflictPolicy
) -> None:
    before = vehicles(tables)
    rows = [
        good(modelo="new"),  # ABC1C34, which is ABC1234
        good(placa="xyz-1a00"),
        good(placa="NEW1A00"),
        good(placa="NEW1A00"),
        good(placa="?"),
    ]
    tried = load(*rows, policy=policy, dry_run=True)
    skip = ImportCounts(inserted=1, duplicate=3, rejected=1)
    update = ImportCounts(inserted=1, updated=1, unchanged=1, duplicate=1, rejected=1)
    assert tried.dry_run_report == DryRunReport(skip=skip, update=update)
    assert tried.counts == (skip if policy is SKIP else update)
    assert tried.status is ImportStatus.COMPLETED
    assert vehicles(tables) == before


def test_an_import_that_is_no_dry_run_has_no_report(load: Load) -> None:
    assert load(good()).dry_run_report is None


# --- whatever is in the file and in the table ---------------------------------------------------

# Few vehicles in many spellings, each with few values: so that they meet.
ROWS = st.builds(
    good,
    modelo=st.sampled_from(["Gol", " Gol", "Uno", None]),
    placa=st.sampled_from(["ABC1234", "abc-1c34", "ABC1C34", "ABC1K34", "XYZ1A00", "xyz1000", "?"]),
    ano=st.sampled_from(["2020", "2019/2020", "2021", "1"]),
    valor_fipe=st.sampled_from(["1", "1,00", "R$ 2,00"]),
)


@hypothesis_settings(
    max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    before=st.lists(ROWS, max_size=4),
    rows=st.lists(ROWS, min_size=1, max_size=8),
    policy=st.sampled_from(ConflictPolicy),
)
def test_imports_do_then_what_the_dry_run_said(
    load: Load,
    tables: Tables,
    before: list[Texts],
    rows: list[Texts],
    policy: ConflictPolicy,
) -> None:
    tables.execute("delete from import_jobs; delete from vehicles")
    if before:
        load(*before)
    tables.execute("create temporary table as_before as select * from vehicles")
    try:
        untouched = vehicles(tables)
        tried = load(*rows, policy=policy, dry_run=True)
        assert vehicles(tables) == untouched
        done = {}
        for real in ConflictPolicy:
            done[real] = load(*rows, policy=real)
            tables.execute("delete from vehicles; insert into vehicles select * from as_before")
        by_policy = {real.value: import_.counts for real, import_ in done.items()}
        assert tried.dry_run_report == DryRunReport(**by_policy)
        assert tried.counts == done[policy].counts
        assert faults(tables, tried) == faults(tables, done[policy])
    finally:
        tables.execute("drop table as_before")


# --- beside everybody else ----------------------------------------------------------------------


@pytest.mark.usefixtures("fleet")
def test_a_dry_run_waits_for_nobody_and_holds_nobody_up(
    jobs: ImportJobs, database: Database, tables: Tables
) -> None:
    started(jobs, "tried", 2, dry_run=True)
    with database.transaction() as other:
        # Another import that has changed these vehicles and has not committed yet.
        other.execute("update vehicles set modelo = 'x'")
        other.execute("set local lock_timeout = '1s'")
        tables.execute("set lock_timeout = '1s'")
        try:
            rows = chunk(*plates("ABC1234", "NEW1A00"))
            outcome = VehicleTable(database).load("tried", 0, rows)
        finally:
            tables.execute("reset lock_timeout")
    assert outcome.counts == ImportCounts(inserted=1, duplicate=1)


@pytest.mark.usefixtures("fleet")
def test_a_dry_run_that_is_continued_counts_each_chunk_once(
    jobs: ImportJobs, database: Database
) -> None:
    job_id = started(jobs, "run 1", 2, 1, dry_run=True, policy=UPDATE)
    table = VehicleTable(database)
    first = chunk(*plates("ABC1234", "?", modelo="new"))
    table.load("run 1", 0, first)
    jobs.start(job_id, "run 2")
    table.load("run 2", 0, first)
    table.load("run 2", 1, chunk(*plates("XYZ1A00"), first_row=4))
    finished, lines = jobs.complete("run 2")
    assert finished.counts == ImportCounts(updated=1, unchanged=1, rejected=1)
    assert finished.dry_run_report == DryRunReport(
        skip=ImportCounts(duplicate=2, rejected=1), update=finished.counts
    )
    assert [line.code for line in lines] == ["dry_run_completed"]


def test_a_dry_run_is_told_from_the_first_line_to_the_last(load: Load, tables: Tables) -> None:
    load(good(), dry_run=True)
    codes = tables.execute("select code from job_logs order by id").fetchall()
    assert codes == [("dry_run_notice",), ("file_opened",), ("dry_run_completed",)]


def test_a_dry_run_that_is_cancelled_says_that_nothing_was_changed(jobs: ImportJobs) -> None:
    job_id = jobs.create(new_import(dry_run=True)).id
    assert [line.code for line in jobs.cancel(job_id)[1]] == ["dry_run_cancelled"]


def test_quality_is_that_of_real_imports(load: Load, database: Database) -> None:
    load(good(), good(placa="?"))
    load(good(), good(placa="?"), dry_run=True)
    (day,) = FleetViews(database).refresh("import_quality")
    assert (day["imports"], day["rows"], day["rejected"]) == (1, 2, 1)
