"""POST /imports/preview: what a file would become, and nothing left of it."""

import asyncio
import gzip
import io
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from api.limits.reading_room import AT_ONCE
from tests.api.serving import serving
from tests.api.uploading import CSV
from tests.spreadsheets.containers import archive
from vehicle_pipeline.domain.rejections import SHOWN_CHARACTERS
from vehicle_pipeline.settings import Settings

pytestmark = pytest.mark.usefixtures("nothing_left")

PREVIEW = "/api/v1/imports/preview"
ROWS = b"modelo;placa;ano;valor_fipe\nGol;ABC1234;2020;45.000\n;AJ0-4689;2020;1\n"


def look(
    api: httpx.Client, content: bytes = CSV, name: str = "frota.csv", **form: str
) -> httpx.Response:
    headers = {"Accept-Language": form.pop("language", "pt")}
    params = {"rows": form.pop("rows", "20")}
    files = {"file": (name, content)}
    return api.post(PREVIEW, files=files, data=form, params=params, headers=headers)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [(gzip.compress(ROWS), "frota.csv.gz"), (archive({"frota.csv": ROWS}), "frota.zip")],
    ids=["gz", "zip"],
)
def test_a_packed_file_is_previewed_like_the_file_in_it(
    api: httpx.Client, content: bytes, name: str
) -> None:
    packed, plain = look(api, content, name).json(), look(api, ROWS).json()
    assert packed["error"] is None
    assert packed["rows"] == plain["rows"]


def test_a_preview_shows_the_receipt_the_rows_and_what_is_wrong(api: httpx.Client) -> None:
    answer = look(api, ROWS)
    assert answer.status_code == 200
    seen = answer.json()
    assert (seen["filename"], seen["file_size"], seen["error"]) == ("frota.csv", len(ROWS), None)
    assert seen["dialect"]["delimiter"] == ";"
    assert seen["dialect"]["mapping"]["placa"] == "placa"
    assert (seen["is_whole"], seen["total_rows"]) == (True, 2)
    good, bad = seen["rows"]
    assert good == {
        "row_number": 2,
        "cells": ["Gol", "ABC1234", "2020", "45.000"],
        "raw": None,
        "values": {
            "modelo": "Gol",
            "placa": "ABC1234",
            "placa_mercosul": "ABC1C34",
            "ano": 2020,
            "valor_fipe": "45000.00",
        },
        "faults": [],
    }
    assert [(fault["column"], fault["message"]) for fault in bad["faults"]] == [
        ("modelo", "Campo 'modelo' é obrigatório"),
        ("placa", "Placa 'AJ0-4689' inválida: use ABC1234 ou ABC1D23"),
    ]
    assert bad["faults"][1]["suggestion"] == "AJO-4689"
    counts = {fault["code"]: fault["count"] for fault in seen["faults"].pop("by_code")}
    assert counts == {"required": 1, "invalid_plate": 1}
    assert seen["faults"] == {
        "judged_rows": 2,
        "is_whole": True,
        "rejected_rows": 1,
        "duplicate_rows": 0,
    }
    assert [problem["code"] for problem in seen["problems"]] == [
        "assumed_decimal_comma",
        "preview_rejected",
    ]


def test_sentences_are_in_the_readers_language(api: httpx.Client) -> None:
    seen = look(api, ROWS, language="en").json()
    assert seen["rows"][1]["faults"][0]["message"] == "Field 'modelo' is required"
    assert "45 thousand" in seen["dialect"]["assumptions"][0]["message"]
    assert seen["problems"][1]["message"] == "Of 2 rows, 1 would be rejected"


def test_what_the_sender_says_is_heeded(api: httpx.Client) -> None:
    said = {"decimal": "dot", "mapping": '{"placa": "Nr."}', "header_row": "2", "delimiter": ";"}
    content = b"Frota\nmodelo;Nr.;ano;valor_fipe\nGol;ABC1234;2020;45.000\n"
    seen = look(api, content, **said).json()
    assert seen["error"] is None
    assert seen["rows"][0]["values"]["valor_fipe"] == "45.00"
    assert set(seen["dialect"]["overridden"]) == set(said)
    assert [problem["code"] for problem in seen["problems"]] == ["low_prices"]


def test_options_of_the_import_itself_make_no_difference(api: httpx.Client) -> None:
    assert look(api, on_conflict="update", dry_run="true").json() == look(api).json()


def test_so_many_rows_are_shown_as_are_asked_for(api: httpx.Client) -> None:
    content = b"modelo;placa;ano;valor_fipe\n" + b"".join(
        b"Gol;ABC1D%02d;2020;1\n" % at for at in range(99)
    )
    assert len(look(api, content).json()["rows"]) == 20
    assert len(look(api, content, rows="100").json()["rows"]) == 99
    for wrong in ("0", "101", "x"):
        answer = look(api, rows=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_parameters")


def test_a_workbook_is_shown_with_its_sheet(api: httpx.Client) -> None:
    header = ("modelo", "placa", "ano", "valor_fipe")
    seen = look(api, workbook(header, ("Gol", "ABC1234", 2020, 45000.5)), "a.xlsx").json()
    assert (seen["dialect"]["kind"], seen["dialect"]["sheet"]) == ("excel", "Sheet")
    assert seen["rows"][0]["values"]["valor_fipe"] == "45000.50"
    assert (seen["is_whole"], seen["total_rows"]) == (True, 1)
    assert seen["sheets"] == ["Sheet"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"Frota 2026\n\nCarro;Chapa;Ano;Tabela\nGol;ABC1234;2020;1\n", "a.csv"),
        (
            workbook(("Frota 2026",), (), ("Carro", "Chapa", "Ano", "Tabela"), ("Gol", "ABC1234")),
            "a.xlsx",
        ),
    ],
)
def test_a_file_whose_header_is_not_found_is_answered_with_what_it_takes_to_say_it(
    api: httpx.Client, content: bytes, name: str
) -> None:
    answer = look(api, content, name)
    assert answer.status_code == 200
    seen = answer.json()
    assert seen["error"]["code"] == "missing_columns"
    assert "placa" in seen["error"]["message"]
    shown = {row["row_number"]: row["cells"] for row in seen["rows"]}
    assert shown[1][0] == "Frota 2026"
    assert shown[3] == ["Carro", "Chapa", "Ano", "Tabela"]
    assert (seen["total_rows"], seen["faults"]["judged_rows"]) == (None, 0)
    mapping = '{"modelo": "Carro", "placa": "Chapa", "valor_fipe": "Tabela"}'
    again = look(api, content, name, mapping=mapping).json()
    assert again["error"] is None
    assert again["dialect"]["header_row"] == 3
    assert again["rows"][0]["row_number"] == 4


def test_a_sheet_that_is_not_there_is_answered_with_the_others_rows(api: httpx.Client) -> None:
    seen = look(api, workbook(("modelo", "placa"), ("Gol", "X")), "a.xlsx", sheet="Nada").json()
    assert "Nada" in seen["error"]["message"]
    assert seen["rows"][0]["cells"] == ["modelo", "placa"]
    assert seen["sheets"] == ["Sheet"]


@pytest.mark.parametrize("header", ["modelo;placa;ano;valor_fipe", "a;b;c;d"])
def test_a_long_cell_is_cut_for_the_eye(api: httpx.Client, header: str) -> None:
    long = "x" * 32_000
    content = f"{header}\n{long};ABC1D23;2020;1\n{long};a\n".encode()
    seen = look(api, content).json()
    texts = [cell for row in seen["rows"] for cell in [*row["cells"], row["raw"]] if cell]
    assert max(map(len, texts)) == SHOWN_CHARACTERS
    assert {text[-1] for text in texts if len(text) == SHOWN_CHARACTERS} == {"…"}
    values = [row["values"]["modelo"] for row in seen["rows"] if row["values"]]
    assert all(len(value) == SHOWN_CHARACTERS for value in values if value)
    document = api.get("/openapi.json").json()["components"]["schemas"]["Row"]["properties"]
    assert str(SHOWN_CHARACTERS) in document["cells"]["description"]


def test_too_many_columns_are_called_that(api: httpx.Client) -> None:
    refused = look(api, b"modelo;placa;ano;valor_fipe" + b";x" * 100_000 + b"\n")
    assert (refused.status_code, refused.json()["code"]) == (400, "too_many_columns")
    assert "16.384" in refused.json()["detail"]


def test_a_header_without_rows_is_an_error_of_the_file(api: httpx.Client) -> None:
    seen = look(api, b"modelo;placa;ano;valor_fipe\n").json()
    assert seen["error"]["code"] == "no_rows"
    assert (seen["total_rows"], seen["rows"], seen["problems"]) == (0, [], [])


@pytest.mark.parametrize(
    ("name", "content", "form", "status", "code"),
    [
        ("frota.csv", b"", {}, 400, "empty_file"),
        ("frota.csv", b"\x00" * 900_000, {}, 400, "nul_bytes"),
        ("frota", CSV, {}, 415, "no_suffix"),
        ("frota.xlsx", CSV, {}, 415, "text_workbook"),
        ("frota.pdf", CSV, {}, 415, "not_a_spreadsheet"),
        ("frota.csv", CSV + b"x" * 1_000_000, {}, 413, "file_too_large"),
        ("frota.xlsx", workbook(("modelo",))[:-50], {}, 400, "unreadable_file"),
        ("frota.csv", CSV, {"decimal": "x"}, 422, "invalid_option"),
        ("frota.csv", CSV, {"sheet": "x"}, 422, "workbook_option"),
        ("frota.csv", CSV, {"unknown": "x"}, 422, "unknown_field"),
    ],
)
def test_what_an_upload_refuses_a_preview_refuses_alike(
    api: httpx.Client, name: str, content: bytes, form: dict[str, str], status: int, code: str
) -> None:
    refused = look(api, content, name, **form)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    upload = api.post("/api/v1/imports", files={"file": (name, content)}, data=form)
    assert upload.json()["detail"] == refused.json()["detail"]


def test_no_temporary_file_is_left(
    api: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Beyond what is held in memory: on a disk where it can be seen.
    monkeypatch.setattr("api.uploads.preview._SPOOL_BYTES", 10)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert look(api, CSV * 1_000).status_code == 200
    assert look(api, b"x").status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_a_preview_needs_no_database(settings: Settings, start: Any) -> None:
    away = settings.model_copy(update={"database_url": "postgresql://x@127.0.0.1:9/x"})
    with httpx.Client(base_url=start(away), timeout=20, trust_env=False) as api:
        assert look(api).status_code == 200


def test_previews_leave_room_for_everything_else(
    api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are asked for, two are worked on, and other calls are answered meanwhile."""
    content = b"modelo;placa;ano;valor_fipe\n" + b"Gol;ABC1D23;2020;1\n" * 30_000
    working: list[int] = []
    most: list[int] = []
    from api.uploads import preview as module

    real = module.read_now

    def counted(*arguments: Any, **options: Any) -> Any:
        working.append(1)
        most.append(len(working))
        try:
            return real(*arguments, **options)
        finally:
            working.pop()

    monkeypatch.setattr(module, "read_now", counted)

    async def ask() -> list[int]:
        base = str(api.base_url)
        async with httpx.AsyncClient(base_url=base, timeout=30, trust_env=False) as client:
            files = {"file": ("a.csv", content)}
            calls = [client.post(PREVIEW, files=files) for _ in range(8)]
            previews = asyncio.gather(*calls)
            lists = [await client.get("/api/v1/imports") for _ in range(5)]
            answers = [*lists, *await previews]
        return [answer.status_code for answer in answers]

    assert set(asyncio.run(ask())) == {200}
    assert max(most) == AT_ONCE


@pytest.mark.parametrize("path", ["/imports", "/imports/preview"])
def test_what_a_workbook_may_weigh_is_a_matter_of_configuration(
    settings: Settings, path: str
) -> None:
    large = archive({"_rels/.rels": b"", "xl/workbook.xml": bytes(1_000_001)})
    with (
        serving(settings.model_copy(update={"workbook_uncompressed_mb": 1})) as address,
        httpx.Client(base_url=f"{address}/api/v1", trust_env=False) as api,
    ):
        answer = api.post(path, files={"file": ("frota.xlsx", large)})
    assert (answer.status_code, answer.json()["code"]) == (413, "workbook_too_large")


def test_the_process_that_parses_has_the_configured_limits(settings: Settings) -> None:
    with (
        serving(settings.model_copy(update={"workbook_cells": 7})) as address,
        httpx.Client(base_url=address, trust_env=False) as api,
    ):
        answer = look(
            api,
            workbook(("modelo", "placa", "ano", "valor_fipe"), ("Gol", "ABC1234", 2020, 1)),
            "frota.xlsx",
        )
    assert answer.json()["error"]["code"] == "too_many_cells"


def test_a_workbook_that_no_process_can_be_started_for_is_asked_for_again(
    api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = workbook(("modelo", "placa", "ano", "valor_fipe"), ("Gol", "ABC1234", 2020, 1))
    with monkeypatch.context() as context:
        context.setattr(sys, "executable", "/none")
        answer = look(api, book, "frota.xlsx")
    assert (answer.status_code, answer.json()["code"]) == (503, "reader_unavailable")
    assert answer.headers["Retry-After"] == "5"
    assert look(api, book, "frota.xlsx").json()["total_rows"] == 1
