"""The same file through other people's readers. Runs in a child process.

Each yields rows of the sheet or text that our receipt names, as (row number, cells), the first row
being 1; a row that it does not yield has no cells.
"""

import codecs
import csv
import gzip
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd  # type: ignore[import-untyped]
import pyxlsb  # type: ignore[import-untyped]
import xlrd  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook

from foreign_files.differences import TextIndex

Row = tuple[int, Sequence[Any]]
Reader = Callable[[Path, dict[str, Any]], Iterator[Row]]

# Python's names, where a receipt's encoding alone would leave the byte order mark in the text.
_CODECS = {"utf-8": "utf-8-sig"}
# The line by which a file tells Excel its delimiter, and which Excel does not show.
_SEP_LINE = re.compile(r'\A("?)sep=[^\r\n"]\1(?:\r\n|\r|\n)', re.IGNORECASE)
_LONGEST_FIELD = 1 << 27
_AS_CONTROL = "foreign_files.as_control"


def _as_control(error: UnicodeError) -> tuple[str, int]:
    """Bytes that mean nothing are control characters, as they are to our reader and to browsers."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return chr(error.object[error.start]), error.start + 1


codecs.register_error(_AS_CONTROL, _as_control)


def content_of(path: Path) -> bytes:
    """Return what a file holds, or holds packed as the one file of a .gz."""
    content = path.read_bytes()
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def _text(path: Path, dialect: dict[str, Any]) -> str:
    encoding = dialect["encoding"]
    text = content_of(path).decode(_CODECS.get(encoding, encoding), errors=_AS_CONTROL)
    return _SEP_LINE.sub("", text, count=1)


def _csv(path: Path, dialect: dict[str, Any]) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_FIELD)
    text = io.StringIO(_text(path, dialect), newline="")
    records = csv.reader(text, delimiter=dialect["delimiter"])
    if not dialect["is_wrapped"]:
        yield from enumerate(records, start=1)
        return
    for number, line in enumerate(csv.reader(text, delimiter="\0"), start=1):
        yield number, next(csv.reader(line, delimiter=dialect["delimiter"]), [])


def _pandas(path: Path, dialect: dict[str, Any]) -> Iterator[Row]:
    if dialect["is_wrapped"]:
        raise ValueError("pandas knows no records that are quoted once more")
    frame = pd.read_csv(
        io.StringIO(_text(path, dialect), newline=""),
        sep=dialect["delimiter"],
        header=None,
        names=range(len(dialect["columns"])) if dialect["columns"] else None,
        index_col=False,
        dtype=str,
        na_values=[],
        keep_default_na=False,
        skip_blank_lines=False,
        engine="c",
    )
    for number, row in enumerate(frame.itertuples(index=False, name=None), start=1):
        yield number, [None if cell != cell else cell for cell in row]


def _calamine(path: Path, dialect: dict[str, Any]) -> Iterator[Row]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    sheet = book.get_sheet_by_name(dialect["sheet"] or book.sheet_names[0])
    yield from enumerate(sheet.to_python(skip_empty_area=False), start=1)


def _openpyxl(path: Path, dialect: dict[str, Any]) -> Iterator[Row]:
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    sheet = book[dialect["sheet"] or book.sheetnames[0]]
    yield from enumerate(sheet.iter_rows(min_row=1, values_only=True), start=1)


def _xlrd(path: Path, dialect: dict[str, Any]) -> Iterator[Row]:
    book = xlrd.open_workbook(file_contents=path.read_bytes())
    sheet = book.sheet_by_name(dialect["sheet"] or book.sheet_names()[0])
    for at in range(sheet.nrows):
        yield at + 1, [_xlrd_value(cell, book.datemode) for cell in sheet.row(at)]


def _xlrd_value(cell: Any, datemode: int) -> Any:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, datemode)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#?")
    return bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value


def _pyxlsb(path: Path, dialect: dict[str, Any]) -> Iterator[Row]:
    with pyxlsb.open_workbook(str(path)) as book, book.get_sheet(dialect["sheet"] or 1) as sheet:
        for cells in sheet.rows(sparse=True):
            row: list[Any] = [None] * (max((cell.c for cell in cells), default=-1) + 1)
            for cell in cells:
                # Its numbers are floats; it gives the index of a text that it could not find.
                row[cell.c] = TextIndex(cell.v) if type(cell.v) is int else cell.v
            if cells:
                yield cells[0].r + 1, row


def _odfpy(path: Path, dialect: dict[str, Any]) -> Iterator[Row]:
    frame = pd.read_excel(
        path,
        engine="odf",
        sheet_name=dialect["sheet"] or 0,
        header=None,
        dtype=object,
        na_values=[],
        keep_default_na=False,
    )
    yield from enumerate(frame.itertuples(index=False, name=None), start=1)


TEXT_READERS: dict[str, Reader] = {"csv": _csv, "pandas": _pandas}
_WORKBOOK_READERS: dict[str, dict[str, Reader]] = {
    "xlsx": {"openpyxl": _openpyxl, "calamine": _calamine},
    "xlsb": {"pyxlsb": _pyxlsb, "calamine": _calamine},
    "ods": {"odfpy": _odfpy, "calamine": _calamine},
    "xls": {"xlrd": _xlrd, "calamine": _calamine},
}


def guessed_dialect(path: Path) -> dict[str, Any]:
    """Return what to try on a file that ours refused: its first sheet, or text with commas."""
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        encoding = "windows-1252"
    else:
        encoding = "utf-8"
    return {
        "sheet": None,
        "encoding": encoding,
        "delimiter": ",",
        "is_wrapped": False,
        "columns": [],
        "header_row": 1,
    }


def readers_of(path: Path) -> dict[str, Reader]:
    """The readers for a file, by its content."""
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _WORKBOOK_READERS["xls"]
    if not head.startswith(b"PK\x03\x04"):
        return TEXT_READERS
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return _WORKBOOK_READERS["xlsx"]
    if "xl/workbook.bin" in names:
        return _WORKBOOK_READERS["xlsb"]
    return _WORKBOOK_READERS["ods" if "mimetype" in names else "xlsx"]
