"""A chunk that comes again is recognized, and nothing that was done since is overlooked."""

from itertools import count
from typing import Any
from uuid import UUID

import polars as pl
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.adapters.recorded import chunk, started, undone
from tests.adapters.stored_faults import fault_rows
from tests.conftest import EMPTY
from tests.domain.rows import Texts, good
from tests.effort import examples
from vehicle_pipeline.adapters.imports import known_chunks, merging
from vehicle_pipeline.adapters.imports.chunk_loading import VehicleTable
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import ConflictPolicy, ImportCounts
from vehicle_pipeline.domain.duplicates import REGISTERED

Tables = psycopg.Connection[tuple[Any, ...]]
SKIP, UPDATE = ConflictPolicy
FLEET = [good(placa=placa) for placa in ("ABC1C34", "bbb-2222", "CCC3C33")]
_RUNS = count()


def imported(
    database: Database, rows: list[Texts], policy: ConflictPolicy = UPDATE, **options: Any
) -> tuple[UUID, ImportCounts]:
    run_id, jobs = f"import {next(_RUNS)}", ImportJobs(database)
    job_id = started(jobs, run_id, len(rows), policy=policy, **options)
    VehicleTable(database).load(run_id, 0, chunk(*rows))
    return job_id, jobs.complete(run_id)[0].counts


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The plates that were looked up, in their order."""
    plates: list[str] = []
    real = merging.registered

    def seen(connection: Any, rows: pl.DataFrame) -> pl.DataFrame:
        plates.extend(rows["plate"])
        return real(connection, rows)

    monkeypatch.setattr(merging, "registered", seen)
    return plates


# --- what is recognized --------------------------------------------------------------------------


def test_nothing_is_looked_up_for_rows_that_an_import_has_written(
    database: Database, looked_up: list[str]
) -> None:
    imported(database, FLEET)
    assert imported(database, FLEET)[1] == ImportCounts(unchanged=3)
    assert imported(database, FLEET, SKIP)[1] == ImportCounts(duplicate=3)
    assert imported(database, FLEET, dry_run=True)[1] == ImportCounts(unchanged=3)
    assert looked_up == []


def test_rows_that_an_import_has_changed_are_recognized_too(
    database: Database, looked_up: list[str]
) -> None:
    imported(database, FLEET)
    dearer = [(modelo, placa, ano, "50000") for modelo, placa, ano, _ in FLEET]
    assert imported(database, dearer)[1] == ImportCounts(updated=3)
    looked_up.clear()
    assert imported(database, dearer)[1] == ImportCounts(unchanged=3)
    assert looked_up == []


def test_duplicates_name_the_import_that_wrote_the_vehicles(
    database: Database, tables: Tables
) -> None:
    first, _ = imported(database, FLEET)
    imported(database, FLEET, UPDATE)
    again, _ = imported(database, FLEET, SKIP)
    faults = fault_rows(tables, "row_number", "code", "value", "params", job_id=again)
    assert [fault[:3] for fault in faults] == [
        (2 + index, "duplicate_in_database", placa)
        for index, placa in enumerate(("ABC1C34", "bbb-2222", "CCC3C33"))
    ]
    assert {fault[3]["import_id"] for fault in faults} == {str(first)}
    assert {fault[3]["reason"] for fault in faults} == {"registered_alike"}


@pytest.mark.parametrize(
    "change", [(0, "VW Gol 1.6"), (1, "BBB2C22"), (1, "BBB2222"), (2, "2019"), (3, "45000,01")]
)
def test_a_row_with_another_value_is_another_content(
    database: Database, looked_up: list[str], change: tuple[int, str]
) -> None:
    imported(database, FLEET)
    place, value = change
    changed = (*FLEET[1][:place], value, *FLEET[1][place + 1 :])
    imported(database, [FLEET[0], changed, FLEET[2]])
    assert len(looked_up) == 3


def test_no_content_is_recognized_in_another_cluster(
    database: Database, tables: Tables, looked_up: list[str]
) -> None:
    # The numbers of transactions were counted elsewhere.
    imported(database, FLEET)
    there = tables.execute("select pg_get_functiondef('digest_here'::regproc)").fetchone()
    assert there is not None
    tables.execute(
        "create or replace function digest_here(content bytea) returns bytea stable language sql"
        " return sha256(content || 'elsewhere')"
    )
    try:
        assert imported(database, FLEET)[1] == ImportCounts(unchanged=3)
    finally:
        tables.execute(there[0])
    assert len(looked_up) == 3


# --- what was done since -------------------------------------------------------------------------


def test_a_vehicle_that_a_person_has_changed_is_looked_up_with_the_rest_left_alone(
    database: Database, tables: Tables, looked_up: list[str]
) -> None:
    imported(database, FLEET)
    tables.execute("update vehicles set valor_fipe = 1 where plate = 'CCC3C33'")
    counts = imported(database, FLEET, dry_run=True)[1]
    assert counts == ImportCounts(updated=1, unchanged=2)
    assert looked_up == ["CCC3C33"]
    assert imported(database, FLEET)[1] == counts
    price = "select valor_fipe from vehicles where plate = 'CCC3C33'"
    assert tables.execute(price).fetchone() == (45_000,)


@pytest.mark.parametrize(
    ("meanwhile", "counts"),
    [
        ("update vehicles set ano = 2019", ImportCounts(updated=3)),
        # They lie elsewhere.
        (
            "update import_chunks set first_at = '(99,1)', last_at = '(99,9)'",
            ImportCounts(unchanged=3),
        ),
    ],
)
def test_where_none_of_the_vehicles_is_found_as_it_was_all_are_looked_up(
    database: Database, tables: Tables, looked_up: list[str], meanwhile: Any, counts: ImportCounts
) -> None:
    imported(database, FLEET)
    tables.execute(meanwhile)
    assert imported(database, FLEET)[1] == counts
    assert len(looked_up) == 3


def test_a_vehicle_that_a_person_has_removed_is_inserted_again(
    database: Database, tables: Tables
) -> None:
    imported(database, FLEET)
    tables.execute("delete from vehicles where plate = 'CCC3C33'")
    assert imported(database, FLEET)[1] == ImportCounts(inserted=1, unchanged=2)


def test_an_import_that_was_undone_is_not_taken_for_what_is_registered(database: Database) -> None:
    first, _ = imported(database, FLEET)
    undone(database, first)
    assert imported(database, FLEET)[1] == ImportCounts(inserted=3)


SHEETS: list[list[Texts]] = [
    FLEET,
    [FLEET[0], FLEET[1], good(placa="CCC3C33", ano="2019")],
    [good(placa=placa, valor_fipe="1,00") for placa in ("ABC1C34", "bbb-2222", "CCC3C33")],
    FLEET[:2],
    [good(placa="DDD4D44"), *FLEET],
]
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("import"), st.sampled_from(range(len(SHEETS))), st.booleans()),
        st.tuples(st.just("undo"), st.integers(0, 9)),
        st.tuples(st.just("edit"), st.sampled_from(["ABC1C34", "BBB2C22", "CCC3C33"])),
        st.tuples(st.just("remove"), st.sampled_from(["ABC1C34", "BBB2C22", "CCC3C33"])),
    ),
    min_size=2,
    max_size=8,
)


def history_of(database: Database, tables: Tables, done: list[Any]) -> list[Any]:
    """Do all this from empty tables; what is said and left after each step, without ids."""
    tables.execute(EMPTY)
    jobs: dict[str, str] = {}
    told: list[Any] = []
    for deed, *what in done:
        if deed == "import":
            sheet, is_skip = what
            job_id, counts = imported(database, SHEETS[sheet], SKIP if is_skip else UPDATE)
            jobs[str(job_id)] = f"import {len(jobs)}"
            told.append(counts)
            told.append(fault_rows(tables, "row_number", "code", "params", job_id=job_id))
        elif deed == "undo" and jobs:
            job_id = UUID(list(jobs)[what[0] % len(jobs)])
            told.append(undone(database, job_id).counts)
        elif deed == "edit":
            tables.execute("update vehicles set ano = ano - 1 where plate = %s", what)
        elif deed == "remove":
            tables.execute("delete from vehicles where plate = %s", what)
        vehicles = tables.execute(
            "select plate, placa, modelo, ano, valor_fipe, import_id::text, source_row"
            " from vehicles order by plate"
        )
        told.append(vehicles.fetchall())
    text = repr(told)
    for job_id_text, name in jobs.items():
        text = text.replace(job_id_text, name)
    return [text]


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(done=deeds)
def test_everything_is_as_if_each_plate_were_looked_up(
    done: list[Any], database: Database, tables: Tables
) -> None:
    recognized = history_of(database, tables, done)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known_chunks, "untouched", lambda *_: REGISTERED.to_frame())
        assert history_of(database, tables, done) == recognized
