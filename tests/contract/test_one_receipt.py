"""How a file is read is decided once: preview, import and the file of its errors agree."""

import csv
import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

import openpyxl
import pytest

from tests.contract.conftest import Form, Together
from vehicle_pipeline.spreadsheets.headers.corrections import REPORT_COLUMNS

HEADER = ["modelo", "placa", "ano", "valor_fipe"]
# Good rows, and bad ones whose characters and prices show how they were read and written.
ROWS = [
    ["Caminhão Ação", "ABC1234", "2020", "45.000,00"],
    ["Caminhão Ação", "AJ0-4689", "2020", "1.234,56"],
    ["Furgão; teto alto, 2 t", "ABC1C34", "2019/2020", "R$ 7,50"],
    ["", "XYZ1A00", "2021", "99.000"],
    ["Ônibus\nescolar", "?", "1890", "80.000"],
]


def text(
    rows: list[list[str]] = ROWS,
    header: list[str] = HEADER,
    delimiter: str = ";",
    encoding: str = "utf-8",
    above: str = "",
) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows([header, *rows])
    return (above + stream.getvalue()).encode(encoding)


def wrapped() -> bytes:
    """Each whole record is quoted once more, as some exports do."""
    lines = text(ROWS[:4], delimiter=",").decode().splitlines()
    doubled = ('"{}"'.format(line.replace('"', '""')) for line in lines)
    return "\r\n".join(doubled).encode()


def workbook(*rows: list[object], sheet: str = "Frota", others: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name in others:
        book.create_sheet(name).append(["nada", "disso"])
    target = book.create_sheet(sheet)
    for row in rows:
        target.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


NATIVE: list[list[object]] = [
    ["Caminhão", "ABC1234", 2020, 45000.5],
    ["Furgão", "AJ0-4689", 2020, 1234.56],
    ["Ônibus", "?", "x", "1.234,56"],
]


@dataclass(frozen=True)
class File:
    """A file, what is said of it, and what the receipt must say at least."""

    content: bytes
    receipt: dict[str, Any]
    name: str = "frota.csv"
    form: Form = field(default_factory=dict)


COSTS = ["modelo", "placa", "ano", "custo", "valor"]
FILES = {
    "semicolon, windows-1252": File(
        text(encoding="cp1252"),
        {"encoding": "windows-1252", "delimiter": ";", "decimal": "comma"},
    ),
    "comma, utf-8": File(text(delimiter=","), {"encoding": "utf-8", "delimiter": ","}),
    "tab, utf-16": File(
        text(delimiter="\t", encoding="utf-16"),
        {"encoding": "utf-16", "delimiter": "\t"},
        name="frota.txt",
    ),
    "pipe, byte order mark": File(
        text(delimiter="|", encoding="utf-8-sig"), {"encoding": "utf-8", "delimiter": "|"}
    ),
    "titles and blank rows": File(
        text(above='Relatório\r\n"Frota\r\nde 2026"\r\n\r\n'), {"header_row": 4}
    ),
    "other names, other order, other columns": File(
        text(
            [[row[3], "x", row[1], row[2], row[0]] for row in ROWS],
            ["Preço FIPE", "Obs.", "PLACA DO VEÍCULO", "Ano/Modelo", "Veículo"],
        ),
        {"ignored": ["Obs."], "positions": {"modelo": 4, "placa": 2, "ano": 3, "valor_fipe": 0}},
    ),
    "wrapped records": File(wrapped(), {"is_wrapped": True, "delimiter": ","}),
    "an assumed column": File(
        text([[*row[:3], "1", row[3]] for row in ROWS], COSTS),
        {"mapping": {"modelo": "modelo", "placa": "placa", "ano": "ano", "valor_fipe": "valor"}},
    ),
    "a decimal sign that was assumed": File(
        text([["Gol", "?", "2020", "45.000"], ["Gol", "ABC1234", "2020", "1.000"]]),
        {"decimal": "comma"},
    ),
    "a decimal sign that was said": File(
        text([["Gol", "?", "2020", "45.000"], ["Gol", "ABC1234", "2020", "1.000"]]),
        {"decimal": "dot", "overridden": ["decimal"]},
        form={"decimal": "dot"},
    ),
    "everything was said": File(
        text(ROWS, ["Carro", "Chapa", "Ano", "Tabela"], "|", "cp850", "modelo|placa\r\n"),
        {"encoding": "cp850", "delimiter": "|", "header_row": 2},
        form={
            "encoding": "cp850",
            "delimiter": "pipe",
            "decimal": "comma",
            "header_row": "2",
            "mapping": '{"modelo": "Carro", "placa": "Chapa", "valor_fipe": "Tabela"}',
        },
    ),
    "columns without a name, and with one name": File(
        text([[row[0], row[1], row[2], "1", row[3]] for row in ROWS], ["x", "", "ano", "x", ""]),
        {"positions": {"modelo": 0, "placa": 1, "ano": 2, "valor_fipe": 4}},
        form={"mapping": '{"modelo": 1, "placa": 2, "valor_fipe": 5}'},
    ),
    "workbook whose last column has no name": File(
        workbook(["Capa"], ["Veículo", "", "Ano", ""], *NATIVE),
        {"header_row": 2, "positions": {"modelo": 0, "placa": 1, "ano": 2, "valor_fipe": 3}},
        name="frota.xlsx",
        form={"mapping": '{"modelo": 1, "placa": 2, "ano": 3, "valor_fipe": 4}', "header_row": "2"},
    ),
    "workbook": File(
        workbook(list(HEADER), *NATIVE), {"kind": "excel", "sheet": "Frota"}, name="frota.xlsx"
    ),
    "workbook with titles and other sheets": File(
        workbook(["Relatório"], [], list(HEADER), *NATIVE, others=("Capa",)),
        {"sheet": "Frota", "header_row": 3},
        name="frota.xlsx",
    ),
    "workbook whose sheet was said": File(
        workbook(list(HEADER), *NATIVE, others=("Capa",)),
        {"sheet": "Frota", "overridden": ["sheet"]},
        name="frota.xlsx",
        form={"sheet": "Frota"},
    ),
}


@pytest.fixture(params=FILES.values(), ids=FILES.keys())
def file(request: pytest.FixtureRequest) -> File:
    found: File = request.param
    return found


def test_the_preview_the_import_and_its_errors_share_one_receipt(
    together: Together, file: File
) -> None:
    seen = together.preview(file.name, file.content, file.form)
    done = together.imported(file.name, file.content, file.form)
    assert done["status"] == "completed", done["error"]
    assert seen["dialect"] == done["dialect"]
    assert done["dialect"].items() >= file.receipt.items()

    # What the preview said of each row is what became of it.
    stored = {
        (row["row_number"], row["code"], row["column"]) for row in together.errors(done["id"])
    }
    assert stored
    assert stored == {
        (fault["row_number"], fault["code"], fault["column"])
        for row in seen["rows"]
        for fault in row["faults"]
    }
    assert seen["total_rows"] == done["total_rows"]

    # The errors are written as the file was: read here by nobody's code but Python's.
    written = together.errors_csv(done["id"])
    header, *rows = read_as(written, done["dialect"])
    assert header[:4] == list(REPORT_COLUMNS)
    cells = {str(row["row_number"]): row["cells"] for row in seen["rows"] if row["faults"]}
    assert [row[0] for row in rows] == list(cells)
    if done["dialect"]["kind"] == "csv":
        assert {row[0]: row[4:] for row in rows} == cells

    # Sent back without a word, they are read as the file was.
    again = together.preview("erros.csv", written, {})
    assert again["dialect"]["parent_id"] == done["id"]
    assert again["dialect"]["decimal"] == done["dialect"]["decimal"]
    first = {str(row["row_number"]): row["values"] for row in seen["rows"]}
    assert [row["cells"][0] for row in again["rows"]] == list(cells)
    for row in again["rows"]:
        assert row["values"] == first[row["cells"][0]]


def read_as(content: bytes, dialect: dict[str, Any]) -> list[list[str]]:
    """The records of a text, by an import's receipt; a workbook's errors are UTF-8 and `;`."""
    encoding = dialect["encoding"] or "utf-8"
    if encoding == "cp850":
        # No program finds this one out by itself, so the errors are not written in it.
        encoding = "utf-8"
    decoded = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    delimiter = dialect["delimiter"] or ";"
    return list(csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter))


def test_the_files_of_this_test_are_as_odd_as_they_claim() -> None:
    assert "ã".encode("cp1252") in FILES["semicolon, windows-1252"].content
    assert FILES["tab, utf-16"].content.startswith((b"\xff\xfe", b"\xfe\xff"))
    assert FILES["wrapped records"].content.startswith(b'"modelo,placa,ano,valor_fipe"\r\n"')
    assert zipfile.is_zipfile(io.BytesIO(FILES["workbook"].content))
