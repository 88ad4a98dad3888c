import csv
import io
import re
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

import httpx
import openpyxl
import pytest

from api.downloads import turns
from api.downloads.attachments import XLSX
from api.error_files import workbooks as error_workbooks
from api.routes import error_files
from tests.api.document import document
from tests.api.serving import Serve, wait_until
from tests.api.world import World
from tests.spreadsheets.rejected_files import dialect
from vehicle_pipeline.settings import Settings

OUR_COLUMNS = ["linha_original", "erros", "sugestoes", "importacao_de_origem"]
HEADER = [*OUR_COLUMNS, "modelo", "placa", "ano", "valor_fipe"]
KINDS = ("csv", "xlsx")


def finished(world: World, **columns: Any) -> UUID:
    plain = {"status": "completed", "total_rows": 0, "dialect": dialect().model_dump_json()}
    return world.add_import(**{**plain, **columns})


def reject(world: World, job_id: UUID, row: int, *cells: str, **columns: Any) -> None:
    raw = {f"c{at}": text for at, text in enumerate(cells)}
    world.add_rejected(job_id, row, raw_row=raw, **columns)


def path(job_id: UUID, kind: str) -> str:
    return f"/api/v1/imports/{job_id}/errors.{kind}"


def lines(answer: httpx.Response) -> list[list[str]]:
    """The rows of either kind of file, as texts."""
    assert answer.status_code == 200
    if answer.headers["content-type"].startswith("text/csv"):
        text = answer.content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    return [["" if v is None else str(v) for v in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_rejected_row_is_one_line_in_file_order(
    api: httpx.Client, world: World, kind: str
) -> None:
    job_id = finished(world)
    reject(world, job_id, 9, "Gol", "AB-1", "2020", "1", suggestion="ABC-1")
    reject(world, job_id, 3, "", "AB-1", "2020", "1")
    reject(world, job_id, 3, "", "AB-1", "2020", "1", code="required", field="modelo", value=None)
    found = {"first_row_number": 2, "first_placa": "ABC1D23", "reason": "duplicate_in_file"}
    duplicate = {"code": "duplicate_in_file", "value": "ABC1D23", "params": found}
    reject(world, job_id, 4, "Gol", "ABC1D23", "2020", "1", **duplicate)
    origin = f"{job_id} comma"
    assert lines(api.get(path(job_id, kind))) == [
        HEADER,
        [
            *(
                "3",
                "Campo 'modelo' é obrigatório | Placa 'AB-1' inválida: use ABC1234 ou ABC1D23",
                "",
                origin,
            ),
            *("", "AB-1", "2020", "1"),
        ],
        [
            *("4", "Placa 'ABC1D23' duplicada: já está na linha 2", "", origin),
            *("Gol", "ABC1D23", "2020", "1"),
        ],
        [
            *("9", "Placa 'AB-1' inválida: use ABC1234 ou ABC1D23", "placa: ABC-1", origin),
            *("Gol", "AB-1", "2020", "1"),
        ],
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_more_rows_than_are_fetched_at_a_time(
    api: httpx.Client, world: World, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vehicle_pipeline.adapters.imports.rejected_rows._ROWS", 2)
    job_id = finished(world)
    for row in range(2, 9):
        reject(world, job_id, row, "Gol", "?", "2020", "1")
        reject(world, job_id, row, "Gol", "?", "x", "1", field="ano")
    assert [line[0] for line in lines(api.get(path(job_id, kind)))[1:]] == [*map(str, range(2, 9))]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", ["completed", "failed", "cancelled"])
def test_an_import_without_rejected_rows_gives_the_header(
    api: httpx.Client, world: World, kind: str, status: str
) -> None:
    assert lines(api.get(path(finished(world, status=status), kind))) == [HEADER]
    early = world.add_import(status="failed", error_code="empty_file")
    assert lines(api.get(path(early, kind))) == [HEADER]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", ["pending", "processing"])
def test_an_import_that_is_not_finished_is_refused(
    api: httpx.Client, world: World, kind: str, status: str
) -> None:
    answer = api.get(path(world.add_import(status=status), kind))
    assert (answer.status_code, answer.json()["code"]) == (409, "import_not_finished")


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_import_is_not_found(api: httpx.Client, kind: str) -> None:
    answer = api.get(path(uuid4(), kind))
    assert (answer.status_code, answer.json()["code"]) == (404, "import_not_found")
    assert api.get(f"/api/v1/imports/x/errors.{kind}").status_code == 422


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("question", "headers", "language"),
    [
        ({}, {}, "pt-BR"),
        ({}, {"Accept-Language": "en"}, "en"),
        ({"lang": "en"}, {}, "en"),
        ({"lang": "pt"}, {"Accept-Language": "en"}, "pt-BR"),
    ],
)
def test_sentences_are_in_the_language_of_the_link_or_of_the_caller(
    api: httpx.Client,
    world: World,
    kind: str,
    question: dict[str, str],
    headers: dict[str, str],
    language: str,
) -> None:
    job_id = finished(world)
    reject(world, job_id, 2, "Gol", "AB-1", "2020", "1")
    answer = api.get(path(job_id, kind), params=question, headers=headers)
    assert answer.headers["content-language"] == language
    sentence = {
        "pt-BR": "Placa 'AB-1' inválida: use ABC1234 ou ABC1D23",
        "en": "Plate 'AB-1' is invalid: use ABC1234 or ABC1D23",
    }[language]
    assert lines(answer)[1][1] == sentence
    assert api.get(path(job_id, kind), params={"lang": "fr"}).status_code == 422


@pytest.mark.parametrize(
    ("filename", "saved", "plain"),
    [
        ("frota.csv", "erros-frota.csv", "erros-frota.csv"),
        ("Frota São Paulo.XLSX", "erros-Frota São Paulo.csv", "erros-Frota Sao Paulo.csv"),
        ("erros-frota.csv", "erros-frota.csv", "erros-frota.csv"),
        ('a";\r\nb%41.csv', "erros-a____b_41.csv", "erros-a____b_41.csv"),
        ("車.csv", "erros-車.csv", "erros-.csv"),
        ("x" * 250 + ".csv", f"erros-{'x' * 100}.csv", f"erros-{'x' * 100}.csv"),
    ],
)
def test_the_file_is_called_after_the_upload(
    api: httpx.Client, world: World, filename: str, saved: str, plain: str
) -> None:
    answer = api.get(path(finished(world, filename=filename), "csv"))
    found = re.fullmatch(
        r"attachment; filename=\"([^\"]*)\"; filename\*=UTF-8''([\w.%-]*)",
        answer.headers["content-disposition"],
    )
    assert found is not None
    assert (found[1], unquote(found[2])) == (plain, saved)


def test_the_csv_file_says_what_it_is(api: httpx.Client, world: World) -> None:
    of = dialect(encoding="windows-1252").model_dump_json()
    answer = api.get(path(finished(world, dialect=of), "csv"))
    assert answer.headers["content-type"] == "text/csv; charset=windows-1252; header=present"
    assert answer.headers["vary"] == "Accept-Language"


# --- workbooks ----------------------------------------------------------------------------------


def test_the_summary_names_the_file(api: httpx.Client, world: World) -> None:
    job_id = finished(world, filename="frota.xlsx")
    reject(world, job_id, 2, "Gol", "AB-1", "2020", "1")
    answer = api.get(path(job_id, "xlsx"))
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="erros-frota.xlsx'
    )
    _, summary = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    facts = [row[:2] for row in summary.iter_rows(values_only=True)]
    assert ("Arquivo", "frota.xlsx") in facts
    assert ("Importação", str(job_id)) in facts


def test_a_workbook_that_would_be_too_large_is_refused(
    api: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(error_files, "MAX_CELLS", 16)
    small = finished(world, error_rows=2, total_rows=2, rejected_rows=2)
    large = finished(world, error_rows=3, total_rows=3, rejected_rows=3)
    assert api.get(path(small, "xlsx")).status_code == 200
    answer = api.get(path(large, "xlsx"))
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_rejected_rows")
    assert api.get(path(large, "csv")).status_code == 200


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Checks after the test that no temporary file is left behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    wait_until(lambda: not list(tmp_path.iterdir()))


def test_nothing_is_left_behind(temporary: None, api: httpx.Client, world: World) -> None:
    assert api.get(path(finished(world), "xlsx")).status_code == 200


SLOW = "import sys, time; sys.stdin.read(); time.sleep(60)"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbooks never get ready."""
    monkeypatch.setattr(error_workbooks, "_COMMAND", ["-c", SLOW])


def test_a_workbook_that_takes_too_long_is_given_up(
    slow: None, temporary: None, api: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(error_workbooks, "TIME_LIMIT", 0.3)
    answer = api.get(path(finished(world), "xlsx"))
    assert (answer.status_code, answer.json()["code"]) == (503, "errors_workbook_too_slow")
    assert answer.headers["retry-after"] == "5"


def test_few_workbooks_are_made_at_a_time(
    slow: None, start: Serve, settings: Settings, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(error_workbooks, "TIME_LIMIT", 1.5)
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.5)
    url = start(settings) + path(finished(world), "xlsx")

    def ask(_: int) -> str:
        return str(httpx.get(url, timeout=20, trust_env=False).json()["code"])

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(ask, range(4)))
    assert codes == ["errors_workbook_too_slow"] * 2 + ["errors_workbooks_busy"] * 2


def test_a_client_that_goes_away_gives_its_turn_back(
    slow: None,
    temporary: None,
    start: Serve,
    settings: Settings,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(error_workbooks, "AT_ONCE", 1)
    address = start(settings)
    job_id = finished(world)
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(address + path(job_id, "xlsx"), timeout=0.5, trust_env=False)
    monkeypatch.setattr(error_workbooks, "_COMMAND", ["-m", "api.error_files.workbook_process"])
    began = time.monotonic()
    answer = httpx.get(address + path(job_id, "xlsx"), timeout=20, trust_env=False)
    assert answer.status_code == 200
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("exit_status", "status", "code"),
    [(3, 500, "internal_error"), (75, 503, "database_unavailable")],
)
def test_a_process_that_fails_is_told(
    api: httpx.Client,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    exit_status: int,
    status: int,
    code: str,
) -> None:
    monkeypatch.setattr(error_workbooks, "_COMMAND", ["-c", f"raise SystemExit({exit_status})"])
    answer = api.get(path(finished(world), "xlsx"))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_other_requests_are_answered_meanwhile(
    slow: None, api: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(error_workbooks, "TIME_LIMIT", 1.5)
    job_id = finished(world)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(api.get, path(job_id, "xlsx"))
        time.sleep(0.5)
        began = time.monotonic()
        assert api.get("/health/live").status_code == 200
        assert time.monotonic() - began < 1
        assert not waiting.done()


# --- beside the files ---------------------------------------------------------------------------


def test_the_list_of_errors_has_the_suggestions(api: httpx.Client, world: World) -> None:
    job_id = finished(world)
    reject(world, job_id, 2, "Gol", "AJ0-4689", "2020", "1", suggestion="AJO-4689")
    (item,) = api.get(f"/api/v1/imports/{job_id}/errors").json()["items"]
    assert item["suggestion"] == "AJO-4689"


def test_pages_of_errors_neither_repeat_nor_miss_any(api: httpx.Client, world: World) -> None:
    job_id = finished(world)
    for row in (5, 3, 9, 7):
        reject(world, job_id, row, code="required", field="modelo")
        reject(world, job_id, row)
    found = []
    for skip in range(0, 8, 3):
        page = api.get(f"/api/v1/imports/{job_id}/errors", params={"skip": skip, "limit": 3})
        found += [(item["row_number"], item["column"]) for item in page.json()["items"]]
    assert found == [(row, column) for row in (3, 5, 7, 9) for column in ("modelo", "placa")]


def test_the_files_are_documented() -> None:
    paths = document()["paths"]
    expected = {"errors.csv": "text/csv", "errors.xlsx": XLSX}
    for name, media_type in expected.items():
        operation = paths[f"/api/v1/imports/{{job_id}}/{name}"]["get"]
        assert list(operation["responses"]["200"]["content"]) == [media_type]
        assert {"404", "409", "422", "503"} <= set(operation["responses"])
        conflict = operation["responses"]["409"]["content"]["application/problem+json"]
        assert conflict["example"]["code"] == "import_not_finished"
        assert "lang" in {parameter["name"] for parameter in operation["parameters"]}
    template = paths["/api/v1/imports/template.xlsx"]["get"]["responses"]
    assert list(template["200"]["content"]) == [XLSX]
    assert "304" in template
