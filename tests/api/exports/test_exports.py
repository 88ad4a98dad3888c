"""Vehicles as files: what is in them, of which moment, and how they are refused."""

import csv
import io
import re
import socket
import tempfile
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from api.downloads import delivery
from api.exports import making
from tests.api.serving import Serve, wait_until
from tests.api.world import World
from tests.disks import MEGABYTES, Disk, SmallDisk
from tests.effort import one_in
from vehicle_pipeline.settings import Settings

KINDS = ("csv", "xlsx", "parquet")
HOSTILE = [
    "+1",
    "-2+3",
    "+cmd|' /C calc'!A0",
    "<img src=x onerror=alert(1)>",
    "@SUM(A1)",
    '=cmd|" /C calc"!A0',
    "'+1",
    "'=x",
    'Gol "1.0"',
    "Gol;1,0|x\ty",
    "Gol\n1.0",
    "＝A1",
    "2008",
    "Sedã 100%",
]


@pytest.fixture
def fleet(world: World) -> None:
    world.add_vehicle("ABC1C34", placa="ABC1234", modelo="Citroën C3", ano=2018, valor_fipe="9.90")
    world.add_vehicle("BBB2B22", modelo="SEDÃ 100%", ano=1999, valor_fipe="10.00")
    world.add_vehicle("CCC3C33", modelo="sedan_x", ano=2020, valor_fipe="9999999999.99")


def download(api: httpx.Client, kind: str, **params: Any) -> httpx.Response:
    answer = api.get(f"/api/v1/vehicles.{kind}", params=params)
    assert answer.status_code == 200, answer.text
    return answer


def rows(answer: httpx.Response, kind: str) -> list[tuple[Any, ...]]:
    """The file's rows as a program reads them, prices as texts with two decimals."""
    if kind == "csv":
        lines = list(csv.reader(io.StringIO(answer.text, newline="")))
        return [(modelo, placa, int(ano), price) for modelo, placa, ano, price, _ in lines[1:]]
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
        values = list(sheet.iter_rows(min_row=2, values_only=True))
    else:
        table = pq.read_table(io.BytesIO(answer.content))
        values = [tuple(row.values()) for row in table.to_pylist()]
    return [(modelo, placa, ano, f"{price:.2f}") for modelo, placa, ano, price in values]


@pytest.mark.usefixtures("fleet")
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_has_all_vehicles_in_the_order_of_the_list(api: httpx.Client, kind: str) -> None:
    assert rows(download(api, kind), kind) == [
        ("Citroën C3", "ABC1234", 2018, "9.90"),
        ("SEDÃ 100%", "BBB2B22", 1999, "10.00"),
        ("sedan_x", "CCC3C33", 2020, "9999999999.99"),
    ]


FILTERS: list[dict[str, Any]] = [
    {"ano_min": 2018, "sort": "-ano"},
    {"modelo": "sed"},
    {"modelo": "0%"},
    {"placa": "abc-1234"},
    {"ano_max": 2018, "sort": "valor_fipe"},
    {"modelo": "", "job_id": ""},
    {"placa": "ZZZ9Z99"},
]


# The vehicles are chosen before they are written in any form, and a workbook takes a process.
@pytest.mark.usefixtures("fleet")
@pytest.mark.parametrize(
    ("kind", "params"),
    [
        *(("csv", params) for params in FILTERS),
        *((kind, params) for kind in ("parquet", "xlsx") for params in one_in(7, FILTERS)),
    ],
)
def test_the_filters_and_orders_are_those_of_the_list(
    api: httpx.Client, kind: str, params: dict[str, Any]
) -> None:
    listed = api.get("/api/v1/vehicles", params=params).json()["items"]
    expected = [(v["modelo"], v["placa"], v["ano"], v["valor_fipe"]) for v in listed]
    assert rows(download(api, kind, **params), kind) == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"placa": "Gol"}, "invalid_parameters"),
        ({"ano_min": 2020, "ano_max": 2000}, "empty_range"),
        ({"limit": 5}, "unknown_parameter"),
        ({"dialect": "excel"}, "invalid_parameters"),
    ],
)
def test_what_makes_no_sense_is_refused(
    api: httpx.Client, kind: str, params: dict[str, Any], code: str
) -> None:
    answer = api.get(f"/api/v1/vehicles.{kind}", params=params)
    is_unknown = "dialect" in params and kind != "csv"
    assert answer.status_code == 422
    assert answer.json()["code"] == ("unknown_parameter" if is_unknown else code)


@pytest.mark.usefixtures("fleet")
def test_the_dialects_differ_in_delimiter_decimal_sign_and_mark(api: httpx.Client) -> None:
    plain = download(api, "csv", ano_max=2000).content
    assert (
        plain == b'modelo,placa,ano,valor_fipe,protegido\n"SED\xc3\x83 100%",BBB2B22,1999,10.00,\n'
    )
    brazilian = download(api, "csv", ano_max=2000, dialect="pt-br").content
    assert brazilian == b"\xef\xbb\xbf" + plain.replace(b",", b";").replace(b".", b",")


@pytest.mark.parametrize("kind", KINDS)
def test_head_answers_as_get_with_the_name_of_the_file(api: httpx.Client, kind: str) -> None:
    head = api.head(f"/api/v1/vehicles.{kind}")
    assert (head.status_code, head.content) == (200, b"")
    assert f'filename="veiculos.{kind}"' in head.headers["content-disposition"]


@pytest.mark.parametrize("kind", KINDS)
def test_without_vehicles_there_is_a_header(api: httpx.Client, kind: str) -> None:
    assert rows(download(api, kind), kind) == []


def test_a_parquet_file_has_exact_types(api: httpx.Client, fleet: None) -> None:
    table = pq.read_table(io.BytesIO(download(api, "parquet").content))
    assert table.schema.types == [pa.string(), pa.string(), pa.int32(), pa.decimal128(12, 2)]
    assert table["valor_fipe"][2].as_py() == Decimal("9999999999.99")


def add_hostile(world: World) -> None:
    for number, modelo in enumerate(HOSTILE):
        world.add_vehicle(f"ABC1D{number:02}", modelo=modelo)


@pytest.mark.parametrize("dialect", ["plain", "pt-br"])
def test_no_cell_of_a_text_file_is_run_as_a_formula(
    api: httpx.Client, world: World, dialect: str
) -> None:
    add_hostile(world)
    text = download(api, "csv", dialect=dialect).content.decode("utf-8-sig")
    own = "," if dialect == "plain" else ";"
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=own))[1:]
    assert len(lines) == len(HOSTILE)
    for (shown, *_, mark), modelo in zip(lines, HOSTILE, strict=True):
        is_protected = bool(re.match(r"'*[=+\-@＝]", modelo))
        assert (shown, mark) == (("'" + modelo, "apóstrofo") if is_protected else (modelo, ""))
    for delimiter in ",;\t|":
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            assert not any(re.match(r"[=+\-@＝]", cell) for cell in line)


def test_cells_of_a_workbook_are_texts_and_numbers(api: httpx.Client, world: World) -> None:
    add_hostile(world)
    sheet = openpyxl.load_workbook(io.BytesIO(download(api, "xlsx").content)).worksheets[0]
    cells = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in cells] == HOSTILE
    # A `2008` is a text, too; nothing is a formula.
    assert {tuple(cell.data_type for cell in row) for row in cells} == {("s", "s", "n", "n")}
    assert all(row[0].quotePrefix for row in cells)


@pytest.mark.parametrize("kind", KINDS)
def test_more_vehicles_than_a_sheet_holds_are_refused_for_workbooks_only(
    api: httpx.Client, fleet: None, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(making, "MAX_ROWS", 2)
    answer = api.get(f"/api/v1/vehicles.{kind}")
    if kind == "xlsx":
        assert (answer.status_code, answer.json()["code"]) == (409, "too_many_vehicles")
        assert answer.json()["detail"].startswith("São mais veículos do que cabem")
    else:
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("exit_status", "status", "code"),
    [
        (3, 500, "internal_error"),
        (65, 409, "too_many_vehicles"),
        (74, 503, "storage_full"),
        (75, 503, "database_unavailable"),
    ],
)
def test_a_process_that_fails_is_told(
    api: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
    exit_status: int,
    status: int,
    code: str,
) -> None:
    monkeypatch.setattr(making, "_COMMAND", ["-c", f"raise SystemExit({exit_status})"])
    answer = api.get("/api/v1/vehicles.parquet")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_file_that_takes_too_long_is_given_up(
    api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "TIME_LIMIT", 0.3)
    monkeypatch.setattr(making, "_COMMAND", ["-c", "import time; time.sleep(60)"])
    answer = api.get("/api/v1/vehicles.xlsx")
    assert (answer.status_code, answer.json()["code"]) == (503, "export_too_slow")


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_database_it_is_said_so(start: Serve, settings: Settings, kind: str) -> None:
    away = settings.model_copy(update={"database_url": "postgresql://127.0.0.1:9/none"})
    answer = httpx.get(f"{start(away)}/api/v1/vehicles.{kind}", timeout=30, trust_env=False)
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Checks after the test that no temporary file is left behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    wait_until(lambda: not list(tmp_path.iterdir()))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_behind(temporary: None, api: httpx.Client, kind: str) -> None:
    download(api, kind)


@pytest.mark.parametrize("megabytes", [0, 1], ids=["from the start", "in the middle"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_full_disk_is_a_problem_document(
    api: httpx.Client,
    world: World,
    disk: Disk,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    megabytes: int,
) -> None:
    """Models of random signs: what is compressed is as large as the disk."""
    if not isinstance(disk, SmallDisk):
        pytest.skip("needs a disk of its own")
    add_many(world, 5_000)
    world.connection.execute(
        "update vehicles set modelo = (select"
        " string_agg(md5(random()::text || vehicles.plate || n), '') from generate_series(1, 60) n)"
    )
    monkeypatch.setattr(tempfile, "tempdir", str(disk.folder))
    disk.fill()
    if megabytes:
        disk.free()
        (disk.folder / "other").write_bytes(bytes((MEGABYTES - megabytes) * 2**20))
    answer = api.get(f"/api/v1/vehicles.{kind}")
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_full")
    assert answer.headers["Retry-After"] == "60"
    wait_until(lambda: not list(disk.folder.glob("export-*")))


def add_many(world: World, count: int) -> None:
    """Vehicles with long models: 2,000 bytes each in a file."""
    world.connection.execute(
        "insert into vehicles (plate, placa, modelo, ano, valor_fipe, import_id, source_row)"
        " select plate, plate, repeat('x', 1990), 2020, 1000, gen_random_uuid(), n from ("
        "   select n, 'AAA' || n / 1000 || chr(65 + n / 100 %% 10)"
        "     || lpad((n %% 100)::text, 2, '0') as plate from generate_series(0, %s) n) as numbers",
        [count - 1],
    )


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_is_of_one_moment_while_imports_commit(
    api: httpx.Client, world: World, settings: Settings, kind: str
) -> None:
    add_many(world, 5_000)
    is_over = threading.Event()

    def reprice() -> None:
        # Each commit gives all vehicles another price, as an import of one chunk does.
        with psycopg.connect(settings.database_url, autocommit=True) as connection:
            while not is_over.is_set():
                connection.execute("update vehicles set valor_fipe = valor_fipe + 1")
                # Else one of two processors would do nothing else.
                is_over.wait(0.05)

    writer = threading.Thread(target=reprice)
    writer.start()
    try:
        answers = [download(api, kind) for _ in range(3)]
    finally:
        is_over.set()
        writer.join()
    found = [rows(answer, kind) for answer in answers]
    assert [len(each) for each in found] == [5_000] * 3
    assert [len({row[3] for row in each}) for each in found] == [1] * 3
    assert len({each[0][3] for each in found}) > 1


def test_a_slow_reader_holds_no_snapshot_and_is_cut_off(
    own_api: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PACE", 1e9)
    monkeypatch.setattr(delivery, "SLACK", 2.0)
    add_many(world, 9_000)
    busy = (
        "select count(*) from pg_stat_activity where pid <> pg_backend_pid()"
        " and application_name = 'vehicle-pipeline export' and state <> 'idle'"
    )
    with socket.create_connection((own_api.base_url.host, own_api.base_url.port or 0), 20) as slow:
        slow.sendall(b"GET /api/v1/vehicles.csv HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        begin = slow.recv(100)
        assert begin.startswith(b"HTTP/1.1 200")
        assert world.all(busy) == [(0,)]
        threading.Event().wait(3)
        size = 0
        while more := slow.recv(1_000_000):
            size += len(more)
    assert size < 9_000 * 1_990
