"""Does the content match the name? Decided from the first bytes, before anything is parsed."""

import zipfile
from pathlib import PurePath
from typing import BinaryIO

from vehicle_pipeline.errors import BadSpreadsheetError

# How much of a file `check_signature` wants to see, in bytes.
HEAD_BYTES = 8_192

CSV_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
EXCEL_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Formats that people rename by mistake: (first bytes, name for the sentence).
_OTHER_FORMATS = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (_ZIP, "Excel/ZIP"),
    (_OLE, "Excel 97"),
)


def is_excel(filename: str) -> bool:
    """Whether the name says the file is a workbook."""
    return PurePath(filename).suffix.lower() in EXCEL_SUFFIXES


def check_signature(filename: str, head: bytes) -> None:
    """Raise BadSpreadsheetError unless `head`, the first HEAD_BYTES, fits the file's name.

    Codes: not_a_spreadsheet (the name), empty_file, content_mismatch (the content).
    """
    suffix = PurePath(filename).suffix.lower()
    if suffix not in CSV_SUFFIXES | EXCEL_SUFFIXES:
        raise BadSpreadsheetError("not_a_spreadsheet", suffix=suffix or "?")
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise BadSpreadsheetError("empty_file")
    is_match = _is_workbook(head) if suffix in EXCEL_SUFFIXES else _is_text(head)
    if not is_match:
        raise BadSpreadsheetError("content_mismatch", suffix=suffix, found=_format_of(head))


def _is_workbook(head: bytes) -> bool:
    # An .xls that is really an .xlsx, and the other way round, are common; both are read.
    return head.startswith((_ZIP, _OLE))


def _is_text(head: bytes) -> bool:
    if head.startswith(_UTF16_MARKS):
        return True
    return b"\x00" not in head and not head.startswith(tuple(mark for mark, _ in _OTHER_FORMATS))


def _format_of(head: bytes) -> str:
    if b"<html" in head.lower() or b"<table" in head.lower():
        return "HTML"
    known = (name for mark, name in _OTHER_FORMATS if head.startswith(mark))
    return next(known, "texto" if _is_text(head) else "binário")


def check_container(stream: BinaryIO, filename: str) -> None:
    """Raise BadSpreadsheetError (unreadable_file) for a workbook that was cut off or damaged.

    Looks only at the archive's directory, which stands at the end of the file.
    """
    if not is_excel(filename):
        return
    stream.seek(0)
    if not stream.read(len(_ZIP)).startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise BadSpreadsheetError("unreadable_file") from error
    if not {"[Content_Types].xml", "mimetype"} & set(names):
        raise BadSpreadsheetError("unreadable_file")
