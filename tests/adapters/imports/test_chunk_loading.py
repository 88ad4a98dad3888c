from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import product
from pathlib import Path
from threading import Barrier, Event
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.adapters.recorded import chunk, plates, started
from tests.adapters.stored_faults import fault_rows, stored_faults
from tests.domain.rows import good
from vehicle_pipeline.adapters.imports import chunk_loading, ledger, merging
from vehicle_pipeline.adapters.imports.chunk_loading import VehicleTable
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.ledger import LOGGED_ROWS, ChunkOutcome
from vehicle_pipeline.adapters.postgres import copying
from vehicle_pipeline.adapters.postgres.database import Connection, Database
from vehicle_pipeline.contracts import ConflictPolicy, ImportCounts, ImportRecord
from vehicle_pipeline.errors import DatabaseUnavailableError, ImportNotActiveError

Tables = psycopg.Connection[tuple[Any, ...]]
UPDATE = ConflictPolicy.UPDATE


@pytest.fixture
def jobs(database: Database) -> ImportJobs:
    return ImportJobs(database)


@pytest.fixture
def table(database: Database) -> VehicleTable:
    return VehicleTable(database)


def home(step: str) -> Any:
    """The module in which a step of a chunk stands."""
    return chunk_loading if step == "merge" else ledger


def vehicles(tables: Tables) -> list[tuple[Any, ...]]:
    return tables.execute(
        "select plate, placa, modelo, ano, valor_fipe, source_row from vehicles order by plate"
    ).fetchall()


def rejected(tables: Tables, *columns: str) -> list[tuple[Any, ...]]:
    return fault_rows(tables, *(columns or ("row_number", "code", "field", "value")))


def everything(tables: Tables) -> list[Any]:
    """All that an import leaves but for the times."""
    return [
        stored_faults(tables),
        *(
            tables.execute(query).fetchall()
            for query in (
                "select plate, placa, modelo, ano, valor_fipe, import_id, source_row"
                " from vehicles order by 1",
                "select job_id, level, code, params, row_number from job_logs order by id",
                "select job_id, chunk_index, row_count, inserted_rows, updated_rows,"
                " unchanged_rows, duplicate_rows, rejected_rows, committed_at is null"
                " from import_chunks order by 1, 2",
                "select id, status, processed_rows, error_rows, inserted_rows, rejected_rows"
                " from import_jobs order by 1",
            )
        ),
    ]


# --- one chunk ----------------------------------------------------------------------------------


def test_good_rows_become_vehicles(jobs: ImportJobs, table: VehicleTable, tables: Tables) -> None:
    job_id = started(jobs, "run", 2)
    rows = [good(placa="xyz-1a00", valor_fipe="0,01"), good(modelo='C3 "Ação", 1.0', ano="1999")]
    outcome = table.load("run", 0, chunk(*rows))
    assert outcome.counts == ImportCounts(inserted=2)
    assert vehicles(tables) == [
        ("ABC1C34", "ABC1C34", 'C3 "Ação", 1.0', 1999, Decimal("45000.00"), 3),
        ("XYZ1A00", "xyz-1a00", "VW Gol 1.0", 2020, Decimal("0.01"), 2),
    ]
    assert tables.execute("select distinct import_id from vehicles").fetchall() == [(job_id,)]
    assert outcome.import_ == jobs.get(job_id)
    assert outcome.import_.counts == outcome.counts


def test_vehicles_are_inserted_in_the_order_of_their_key(
    jobs: ImportJobs, table: VehicleTable, tables: Tables
) -> None:
    # The key fills from left to right, and imports that meet take their locks in the same order.
    started(jobs, "run", 4)
    table.load("run", 0, chunk(*plates("ZZZ1A11", "AAA1A11", "MMM1A11", "BBB1111")))
    stored = tables.execute("select plate from vehicles order by ctid").fetchall()
    assert stored == [("AAA1A11",), ("BBB1B11",), ("MMM1A11",), ("ZZZ1A11",)]


def test_bad_rows_are_kept_with_their_reasons(
    jobs: ImportJobs, table: VehicleTable, tables: Tables
) -> None:
    job_id = started(jobs, "run", 4)
    rows = [good(), (None, "?", "32000", "0"), good(placa="ABC1234")]
    outcome = table.load("run", 0, chunk(*rows, malformed=[(5, 2, 'a,"b\nc"')]))
    assert outcome.counts == ImportCounts(inserted=1, duplicate=1, rejected=2)
    assert rejected(tables) == [
        (3, "invalid_year", "ano", "32000"),
        (3, "required", "modelo", None),
        (3, "invalid_plate", "placa", "?"),
        (3, "invalid_price", "valor_fipe", "0"),
        (4, "duplicate_in_file", "placa", "ABC1234"),
        (5, "malformed_row", "", 'a,"b\nc"'),
    ]
    duplicate = {
        "first_row_number": 2,
        "first_placa": "ABC1C34",
        "reason": "converted_duplicate_in_file",
    }
    params = rejected(tables, "params")
    assert params[0] == ({"reason": "zero_km_year"},)
    assert params[4:] == [(duplicate,), ({"found": 2, "expected": 4},)]
    raw = rejected(tables, "raw_row")
    assert {"c0": None, "c1": "?", "c2": "32000", "c3": "0"}.items() <= raw[0][0].items()
    assert raw[5][0]["raw"] == 'a,"b\nc"'
    assert rejected(tables, "job_id", "chunk_index") == [(job_id, 0)] * 6


@pytest.mark.parametrize(
    "text",
    [
        "\\.",
        "a\n\\.\nb",
        "\r",
        "a\rb",
        "\r\n",
        '"',
        '""',
        "'",
        ",",
        "\\N",
        "\\",
        "{}",
        "ç😀",
    ],
)
def test_any_text_arrives_as_it_was(
    jobs: ImportJobs, table: VehicleTable, tables: Tables, text: str
) -> None:
    started(jobs, "run", 3)
    rows = [good(modelo=f"x{text}y"), good(placa=f"?{text}")]
    table.load("run", 0, chunk(*rows, malformed=[(4, 2, text)]))
    assert vehicles(tables)[0][2] == " ".join(f"x{text}y".split())
    assert rejected(tables, "raw_row")[0][0]["c1"] == f"?{text}"
    assert rejected(tables, "value")[1] == (text,)


def test_a_sign_stands_for_a_nul_which_cannot_be_stored(
    jobs: ImportJobs, table: VehicleTable, tables: Tables
) -> None:
    started(jobs, "run", 2)
    table.load("run", 0, chunk(good(placa="?\x00"), malformed=[(3, 2, "\x00")]))
    assert rejected(tables, "raw_row")[0][0]["c1"] == "?\ufffd"
    assert rejected(tables, "value")[1] == ("\ufffd",)


def test_a_chunk_of_nothing_but_faults_is_loaded(
    jobs: ImportJobs, table: VehicleTable, tables: Tables
) -> None:
    started(jobs, "run", 2)
    outcome = table.load("run", 0, chunk(*plates("?", "!")))
    assert outcome.counts == ImportCounts(rejected=2)
    assert vehicles(tables) == []


def test_the_first_faults_are_in_the_log_and_the_others_are_counted(
    jobs: ImportJobs, table: VehicleTable, tables: Tables
) -> None:
    started(jobs, "run", LOGGED_ROWS + 5)
    outcome = table.load("run", 0, chunk(good(), *plates("ABC1234", *["?"] * (LOGGED_ROWS + 3))))
    assert len(outcome.logs) == LOGGED_ROWS + 1
    first, second, *_, last = outcome.logs
    assert (last.code, last.params, last.row_number) == ("more_rejected_rows", {"rows": 4}, None)
    assert (first.level, first.code, first.row_number) == ("warning", "duplicate_in_file", 3)
    assert (second.level, second.code, second.row_number) == ("error", "invalid_plate", 4)
    assert second.params == {"field": "placa", "value": "?"}
    stored = tables.execute("select code, params, row_number from job_logs order by id").fetchall()
    assert stored[1:] == [(log.code, log.params, log.row_number) for log in outcome.logs]


def test_the_preview_shows_some_vehicles_of_this_import(
    jobs: ImportJobs, table: VehicleTable
) -> None:
    other, job_id = started(jobs, "run 1", 1), started(jobs, "run 2", 3)
    table.load("run 1", 0, chunk(*plates("AAA1A11")))
    table.load("run 2", 0, chunk(*plates("XYZ1A00", "ABC1234", "DEF1G23")))
    shown = table.preview(jobs.get(job_id), 2)
    assert len(shown) == 2
    assert {row["plate"] for row in shown} < {"XYZ1A00", "ABC1C34", "DEF1G23"}
    assert [row["placa"] for row in table.preview(jobs.get(other), 2)] == ["AAA1A11"]


# --- vehicles that are there --------------------------------------------------------------------


@pytest.fixture
def known(jobs: ImportJobs, table: VehicleTable) -> UUID:
    """An import that brought ABC-1234 and XYZ1A00."""
    job_id = started(jobs, "run 0", 2)
    table.load("run 0", 0, chunk(*plates("ABC-1234", "XYZ1A00")))
    jobs.complete("run 0")
    return job_id


def test_a_known_vehicle_is_skipped_and_told(
    known: UUID, jobs: ImportJobs, table: VehicleTable, tables: Tables
) -> None:
    before = vehicles(tables)
    started(jobs, "run", 3)
    rows = [good(modelo="new"), good(placa="xyz 1a00"), good(placa="NEW1A00")]
    outcome = table.load("run", 0, chunk(*rows))
    assert outcome.counts == ImportCounts(inserted=1, duplicate=2)
    assert [row for row in vehicles(tables) if row[0] != "NEW1A00"] == before
    assert rejected(tables, "row_number", "code", "value", "params") == [
        (
            2,
            "duplicate_in_database",
            "ABC1C34",
            {
                "registered_as": "ABC-1234",
                "import_id": str(known),
                "registered": "VW Gol 1.0, 2020, R$ 45.000,00",
                "vehicle": "new, 2020, R$ 45.000,00",
                "reason": "registered_otherwise",
            },
        ),
        (
            3,
            "duplicate_in_database",
            "xyz 1a00",
            {
                "registered_as": "XYZ1A00",
                "import_id": str(known),
                "registered": "VW Gol 1.0, 2020, R$ 45.000,00",
                "vehicle": "VW Gol 1.0, 2020, R$ 45.000,00",
                "reason": "registered_alike",
            },
        ),
    ]
    assert [(log.level, log.code) for log in outcome.logs] == [
        ("warning", "duplicate_in_database")
    ] * 2


def test_a_known_vehicle_is_updated_where_it_differs(
    known: UUID, jobs: ImportJobs, table: VehicleTable, tables: Tables
) -> None:
    job_id = started(jobs, "run", 3, policy=UPDATE)
    rows = [good(ano="2021", valor_fipe="9,99"), good(placa="xyz1a00"), good(placa="NEW1A00")]
    outcome = table.load("run", 0, chunk(*rows))
    assert outcome.counts == ImportCounts(inserted=1, updated=1, unchanged=1)
    assert vehicles(tables) == [
        ("ABC1C34", "ABC1C34", "VW Gol 1.0", 2021, Decimal("9.99"), 2),
        ("NEW1A00", "NEW1A00", "VW Gol 1.0", 2020, Decimal("45000.00"), 4),
        ("XYZ1A00", "XYZ1A00", "VW Gol 1.0", 2020, Decimal("45000.00"), 3),
    ]
    origins = "select plate, import_id, updated_at > created_at from vehicles order by plate"
    assert tables.execute(origins).fetchall() == [
        ("ABC1C34", job_id, True),
        ("NEW1A00", job_id, False),
        ("XYZ1A00", known, False),
    ]
    assert rejected(tables) == []


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs Linux")
def test_one_vehicle_that_differs_among_many_takes_no_memory(
    jobs: ImportJobs, table: VehicleTable
) -> None:
    """What is said of all that are alike must not be repeated with each of them."""
    count = 60_000
    letters = ["".join(each) for each in product("ABCDEFGHIJKLMNOPQRSTUVWXYZ", repeat=3)]
    rows = [good(placa=f"{letters[at // 10]}{at % 10}A00") for at in range(count)]
    started(jobs, "run 0", count)
    table.load("run 0", 0, chunk(*rows))
    rows[count // 2] = good(placa=rows[count // 2][1], ano="2019")
    started(jobs, "run", count)
    changed = chunk(*rows)
    before = peak_memory()

    outcome = table.load("run", 0, changed)

    assert outcome.counts == ImportCounts(duplicate=count)
    # Repeated, they would take 20 GB.
    assert peak_memory() - before < 500_000_000


def peak_memory() -> int:
    """The most bytes that this process has taken since it was asked last."""
    text = Path("/proc/self/status").read_text()
    Path("/proc/self/clear_refs").write_text("5")
    return 1_000 * int(text.partition("VmHWM:")[2].split()[0])


@pytest.mark.parametrize(
    ("policy", "counts"),
    [
        (ConflictPolicy.SKIP, ImportCounts(inserted=3, duplicate=2)),
        (UPDATE, ImportCounts(inserted=3, updated=2)),
    ],
)
def test_known_vehicles_are_found_where_a_sample_of_the_chunk_has_none(
    known: UUID,
    jobs: ImportJobs,
    table: VehicleTable,
    tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
    policy: ConflictPolicy,
    counts: ImportCounts,
) -> None:
    monkeypatch.setattr(merging, "_SAMPLE", 1)
    monkeypatch.setattr(copying, "_SLICE", 2)
    started(jobs, "run", 5, policy=policy)
    rows = plates("AAA1A11", "ABC1234", "BBB1B11", "XYZ1A00", "ZZZ1A11", modelo="new")
    assert table.load("run", 0, chunk(*rows)).counts == counts
    assert [row[0] for row in vehicles(tables)] == [
        "AAA1A11",
        "ABC1C34",
        "BBB1B11",
        "XYZ1A00",
        "ZZZ1A11",
    ]


@pytest.mark.parametrize("field", ["modelo", "ano", "valor_fipe"])
def test_a_difference_in_any_value_is_an_update(
    known: UUID, jobs: ImportJobs, table: VehicleTable, field: str
) -> None:
    started(jobs, "run", 1, policy=UPDATE)
    changed = good(**{field: {"modelo": "x", "ano": "1999", "valor_fipe": "1"}[field]})
    assert table.load("run", 0, chunk(changed)).counts == ImportCounts(updated=1)


def test_a_repeated_row_never_overwrites_the_first_one(
    known: UUID, jobs: ImportJobs, table: VehicleTable, tables: Tables
) -> None:
    started(jobs, "run", 2, policy=UPDATE)
    outcome = table.load("run", 0, chunk(good(modelo="first"), good(modelo="second")))
    assert outcome.counts == ImportCounts(updated=1, duplicate=1)
    assert vehicles(tables)[0][2] == "first"


# --- once, whatever happens ---------------------------------------------------------------------


def test_a_chunk_loaded_twice_counts_once(
    jobs: ImportJobs, table: VehicleTable, tables: Tables
) -> None:
    job_id = started(jobs, "run 1", 3)
    rows = chunk(*plates("ABC1234", "ABC1C34", "?"))
    first = table.load("run 1", 0, rows)
    before = everything(tables)
    jobs.start(job_id, "run 2")
    second = table.load("run 2", 0, rows)
    assert second.counts == first.counts == ImportCounts(inserted=1, duplicate=1, rejected=1)
    assert (second.logs, second.is_progress_due) == ([], False)
    assert everything(tables) == before
    assert jobs.complete("run 2")[0].counts == first.counts


@pytest.mark.parametrize("at", ["merge", "store_rejected", "write_logs", "fence", "_commit_chunk"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_failure_anywhere_leaves_nothing(
    jobs: ImportJobs,
    table: VehicleTable,
    tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
    at: str,
    moment: str,
) -> None:
    started(jobs, "run", 3)
    rows = chunk(*plates("ABC1234", "ABC1C34", "?"))
    before = everything(tables)
    step: Callable[..., Any] = getattr(home(at), at)

    def breaks(*arguments: Any) -> Any:
        if moment == "after":
            step(*arguments)
        raise RuntimeError(at)

    with monkeypatch.context() as broken:
        broken.setattr(home(at), at, breaks)
        with pytest.raises(RuntimeError, match=at):
            table.load("run", 0, rows)
    assert everything(tables) == before
    assert table.load("run", 0, rows).counts.total == 3


def test_a_server_that_dies_before_the_commit_leaves_nothing(
    jobs: ImportJobs, table: VehicleTable, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(jobs, "run", 1)
    before = everything(tables)
    commit = ledger._commit_chunk

    def dies(connection: Connection, *rest: Any) -> bool:
        is_due = commit(connection, *rest)
        tables.execute("select pg_terminate_backend(%s)", [connection.info.backend_pid])
        return is_due

    with monkeypatch.context() as dying:
        dying.setattr(ledger, "_commit_chunk", dies)
        with pytest.raises(DatabaseUnavailableError):
            table.load("run", 0, chunk(*plates("ABC1234")))
    assert everything(tables) == before


def test_a_run_that_was_replaced_cannot_write(
    jobs: ImportJobs, table: VehicleTable, tables: Tables
) -> None:
    job_id = started(jobs, "run 1", 1)
    jobs.start(job_id, "run 2")
    with pytest.raises(ImportNotActiveError):
        table.load("run 1", 0, chunk(good()))
    assert vehicles(tables) == []


@pytest.mark.parametrize("happens", ["taken over", "cancelled", "failed"])
def test_a_run_that_loses_its_import_while_it_loads_leaves_nothing(
    jobs: ImportJobs,
    table: VehicleTable,
    tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
    happens: str,
) -> None:
    job_id = started(jobs, "run 1", 2)
    merge = chunk_loading.merge

    def interrupted(*arguments: Any) -> ImportCounts:
        counts = merge(*arguments)
        if happens == "taken over":
            jobs.start(job_id, "run 2")
        elif happens == "cancelled":
            jobs.cancel(job_id)
        else:
            jobs.fail(job_id, "gave_up", {})
        return counts

    with monkeypatch.context() as slow:
        slow.setattr(chunk_loading, "merge", interrupted)
        with pytest.raises(ImportNotActiveError):
            table.load("run 1", 0, chunk(*plates("ABC1234", "?")))
    assert vehicles(tables) == []
    assert rejected(tables) == []
    assert jobs.get(job_id).counts == ImportCounts()


def test_a_chunk_that_was_not_planned_is_a_bug(jobs: ImportJobs, table: VehicleTable) -> None:
    started(jobs, "run", 1)
    with pytest.raises(LookupError):
        table.load("run", 1, chunk(good()))


# --- at the same time ---------------------------------------------------------------------------


def meeting(monkeypatch: pytest.MonkeyPatch, at: str, barrier: Barrier) -> None:
    """Let two loads in two threads wait for each other before the step `at`."""
    step = getattr(home(at), at)
    waited: set[int] = set()

    def together(connection: Connection, *rest: Any) -> Any:
        if id(connection) not in waited:
            waited.add(id(connection))
            barrier.wait(timeout=10)
        return step(connection, *rest)

    monkeypatch.setattr(home(at), at, together)


def test_of_two_imports_that_race_for_a_plate_one_inserts_it(
    jobs: ImportJobs, table: VehicleTable, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [started(jobs, "run 1", 2), started(jobs, "run 2", 2)]
    first_is_about_to_commit = Event()
    fence = ledger.fence

    def fence_late(connection: Connection, run_id: str) -> ImportRecord:
        if run_id == "run 1" and not first_is_about_to_commit.is_set():
            first_is_about_to_commit.set()
            wait_for_lock(tables)  # the second has looked, found nothing, and inserts
        return fence(connection, run_id)

    monkeypatch.setattr(ledger, "fence", fence_late)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(table.load, "run 1", 0, chunk(*plates("ABC1234", "AAA1A11")))
        assert first_is_about_to_commit.wait(10)
        second = pool.submit(table.load, "run 2", 0, chunk(*plates("ABC-1C34", "ZZZ1A11")))
        assert first.result(20).counts == ImportCounts(inserted=2)
        assert second.result(20).counts == ImportCounts(inserted=1, duplicate=1)
    assert [row[0] for row in vehicles(tables)] == ["AAA1A11", "ABC1C34", "ZZZ1A11"]
    ((*told, params),) = rejected(tables, "job_id", "code", "value", "params")
    assert told == [ids[1], "duplicate_in_database", "ABC-1C34"]
    assert params["registered_as"] == "ABC1234"


def wait_for_lock(tables: Tables) -> None:
    """Return once some connection waits for another one's row."""
    query = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
    for _ in range(2_000):
        if tables.execute(query).fetchone() != (0,):
            return
        tables.execute("select pg_sleep(0.005)")
    raise TimeoutError


@pytest.mark.parametrize("policy", ConflictPolicy)
def test_imports_of_the_same_vehicles_in_another_order_do_not_block_each_other(
    jobs: ImportJobs,
    table: VehicleTable,
    tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
    policy: ConflictPolicy,
) -> None:
    placas = [f"ABC1A{at:02}" for at in range(40)]
    ids = [started(jobs, f"run {at}", 40, policy=policy) for at in range(2)]
    meeting(monkeypatch, "merge", Barrier(2))
    with ThreadPoolExecutor(2) as pool:
        loads = [
            pool.submit(table.load, "run 0", 0, chunk(*plates(*placas, modelo="x"))),
            pool.submit(table.load, "run 1", 0, chunk(*plates(*placas[::-1], modelo="y"))),
        ]
        counts = [load.result(20).counts for load in loads]
    assert sorted(count.inserted for count in counts) == [0, 40]
    assert [count.total for count in counts] == [40, 40]
    assert len(vehicles(tables)) == 40
    assert len({jobs.get(job_id).id for job_id in ids}) == 2


@pytest.mark.parametrize("at", ["merge", "write_logs", "fence"])
def test_chunks_of_one_import_may_load_at_once(
    jobs: ImportJobs,
    table: VehicleTable,
    tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
    at: str,
) -> None:
    started(jobs, "run", 2, 2)
    meeting(monkeypatch, at, Barrier(2))
    with ThreadPoolExecutor(2) as pool:
        loads = [
            pool.submit(table.load, "run", 0, chunk(*plates("ABC1234", "?"))),
            pool.submit(table.load, "run", 1, chunk(*plates("XYZ1A00", "!"), first_row=4)),
        ]
        for load in loads:
            assert load.result(20).counts == ImportCounts(inserted=1, rejected=1)
    assert jobs.complete("run")[0].counts == ImportCounts(inserted=2, rejected=2)


# --- progress -----------------------------------------------------------------------------------


def test_progress_is_due_at_first_and_then_once_a_second(
    jobs: ImportJobs, table: VehicleTable, tables: Tables
) -> None:
    started(jobs, "run", 1, 1, 1)

    def load(index: int) -> ChunkOutcome:
        return table.load("run", index, chunk(*plates(f"ABC1A0{index}"), first_row=2 + index))

    assert load(0).is_progress_due
    # As if no time had passed, and then as if a second had.
    tables.execute("update import_jobs set progress_at = now() + interval '1 hour'")
    assert not load(1).is_progress_due
    tables.execute("update import_jobs set progress_at = now() - interval '2 seconds'")
    last = load(2)
    assert last.is_progress_due
    assert last.import_.counts == ImportCounts(inserted=3)
