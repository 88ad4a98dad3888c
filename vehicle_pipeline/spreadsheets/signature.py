"""Checks by the first bytes of a file whether its content matches its name."""

import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import BinaryIO

from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.archive import open_archive
from vehicle_pipeline.spreadsheets.confined import ole
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS, WorkbookLimits
from vehicle_pipeline.spreadsheets.text.wide import (
    has_few_nuls,
    is_text_but_for_nuls,
    mark_of,
    unmarked,
)

# Bytes at the start of a file that `check_signature` needs.
HEAD_BYTES = 8_192

CSV_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
EXCEL_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
# They may hold one spreadsheet: suffix -> first bytes.
PACKED_SUFFIXES = {".zip": (b"PK\x03\x04", b"PK\x05\x06"), ".gz": (b"\x1f\x8b",)}
# Files that people take for spreadsheets, by the sentence that says what to do.
_ALMOST = {
    "numbers_file": (".numbers",),
    "flat_file": (".fods",),
    "template_file": (".xltx", ".xltm", ".xlt", ".ots"),
    "other_archive": (".rar", ".7z", ".tar", ".tgz", ".bz2", ".xz", ".zst"),
    "json_file": (".json", ".jsonl", ".ndjson"),
    "page_file": (".html", ".htm", ".mht", ".mhtml", ".xml"),
}
# Excel and LibreOffice keep such files beside a workbook that is open.
_LOCKS = ("~$", ".~lock.")

# The bytes of byte order marks, and white space.
_MARKS = b"\xef\xbb\xbf\xff\xfe"
_BLANK = b" \t\r\n" + _MARKS

_ZIP = b"PK\x03\x04"
# An archive without a part is nothing but its end.
_EMPTY_ZIP = b"PK\x05\x06"
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
    (_EMPTY_ZIP, "ZIP"),
    (ole.SIGNATURE, "Excel 97"),
)
# Texts that other programs save under a workbook's name: a pattern, and the code of the sentence.
_TEXT_WORKBOOKS = (
    (re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet"), "xml_workbook"),
    (re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|div)\b", re.I), "html_workbook"),
)
# The beginning of an object in JSON, alone or in a list.
_JSON = re.compile(rb'(?:\[\s*+)?\{\s*+"[^"\r\n]{0,200}"\s*+:')
# Parts of which every ZIP workbook has one.
_WORKBOOK_PARTS = re.compile(r"_rels[/\\]\.rels|content\.xml", re.I)


def is_excel(filename: str) -> bool:
    """Whether the name is that of a workbook."""
    return suffix_of(filename) in EXCEL_SUFFIXES


def is_packed(filename: str) -> bool:
    """Whether the name is that of an archive that may hold a spreadsheet."""
    return suffix_of(filename) in PACKED_SUFFIXES


def suffix_of(filename: str) -> str:
    """Return the suffix of a file's name in small letters."""
    return PurePath(filename).suffix.lower()


def likely_suffix(head: bytes) -> str:
    """Return a suffix that fits the first bytes of a spreadsheet."""
    if head.startswith(ole.SIGNATURE):
        return ".xls"
    return ".xlsx" if head.startswith(_ZIP) else ".csv"


def is_workbook_archive(names: Iterable[str]) -> bool:
    """Return whether an archive with parts of these names is a workbook."""
    return any(map(_WORKBOOK_PARTS.fullmatch, names))


def check_signature(filename: str, head: bytes) -> None:
    """Raise BadSpreadsheetError unless `head`, the first HEAD_BYTES, matches the file's name.

    Codes: no_suffix and not_a_spreadsheet (the name), empty_file, nul_bytes, html_workbook,
    xml_workbook, xml_text, json_text, text_workbook (a text with a workbook's name),
    nul_characters, content_mismatch (any other content).
    """
    suffix = suffix_of(filename)
    _check_name(filename, suffix)
    _check_not_blank(head)
    if suffix in PACKED_SUFFIXES:
        is_match = head.startswith(PACKED_SUFFIXES[suffix])
    else:
        is_match = _is_workbook(head) if suffix in EXCEL_SUFFIXES else _is_text(head)
    if suffix in CSV_SUFFIXES and is_match:
        _check_no_markup(suffix, head)
    if is_match:
        return
    if suffix in EXCEL_SUFFIXES and _is_text(head):
        raise BadSpreadsheetError(_kind_of_text(head), suffix=suffix)
    if suffix in CSV_SUFFIXES and not _is_known(head) and is_text_but_for_nuls(head):
        raise BadSpreadsheetError("nul_characters")
    if found := _format_of(head):
        raise BadSpreadsheetError("content_mismatch", suffix=suffix, found=found)
    exact = {"reason": "text_content" if _is_text(head) else "binary_content"}
    raise BadSpreadsheetError("content_mismatch", suffix=suffix, **exact)


def _check_name(filename: str, suffix: str) -> None:
    known = CSV_SUFFIXES | EXCEL_SUFFIXES
    if reason := _almost(filename, suffix):
        exact = {"reason": reason}
        raise BadSpreadsheetError("not_a_spreadsheet", suffix=suffix, **exact)
    if suffix in PACKED_SUFFIXES:
        return
    if suffix in ("", "."):
        raise BadSpreadsheetError("no_suffix", kinds=", ".join(sorted(known)))
    if suffix not in known:
        raise BadSpreadsheetError("not_a_spreadsheet", suffix=suffix)


def _check_not_blank(head: bytes) -> None:
    """Refuse NUL in place of content, and a whole file without content."""
    if head.strip(_BLANK + b"\x00"):
        return
    if head.strip(_MARKS).startswith(b"\x00"):
        raise BadSpreadsheetError("nul_bytes")
    if len(head) < HEAD_BYTES:
        raise BadSpreadsheetError("empty_file")


def _is_workbook(head: bytes) -> bool:
    # An .xls that is really an .xlsx, or the reverse, is common; both are read.
    return head.startswith((_ZIP, ole.SIGNATURE))


def _is_text(head: bytes) -> bool:
    if mark_of(head):
        return True
    if _is_known(head):
        return False
    # The end of a file may be padded with NUL; DOS ended a text with 0x1A.
    return unmarked(head) is not None or has_few_nuls(head.rstrip(b"\x00\x1a"))


def _is_known(head: bytes) -> bool:
    return head.startswith(tuple(mark for mark, _ in _OTHER_FORMATS))


def _almost(filename: str, suffix: str) -> str | None:
    """Return the reason why a file that people take for a spreadsheet is none."""
    if PurePath(filename).name.startswith(_LOCKS):
        return "lock_file"
    return next((reason for reason, known in _ALMOST.items() if suffix in known), None)


def _check_no_markup(suffix: str, head: bytes) -> None:
    """Raise html_workbook, xml_workbook or xml_text for a page or an XML file, or json_text."""
    plain = head.replace(b"\x00", b"").lstrip(_BLANK)
    if _JSON.match(plain):
        raise BadSpreadsheetError("json_text", suffix=suffix)
    if not plain.startswith(b"<"):
        return
    code = _kind_of_text(head)
    if code != "text_workbook" or plain.startswith((b"<?xml", b"<!")):
        raise BadSpreadsheetError("xml_text" if code == "text_workbook" else code, suffix=suffix)


def _kind_of_text(head: bytes) -> str:
    plain = head.replace(b"\x00", b"")  # as good as decoding, where the text is in UTF-16
    return next((code for sign, code in _TEXT_WORKBOOKS if sign.search(plain)), "text_workbook")


def _format_of(head: bytes) -> str | None:
    return next((name for mark, name in _OTHER_FORMATS if head.startswith(mark)), None)


def check_container(
    stream: BinaryIO, filename: str, limits: WorkbookLimits = DEFAULT_LIMITS
) -> None:
    """Raise BadSpreadsheetError for a ZIP archive that is damaged, too large or not a workbook.

    Reads only the archive's directory, at the end of the file. Codes:
    unreadable_file, encrypted_workbook, not_a_workbook, workbook_too_large, too_many_parts.
    """
    if not is_excel(filename):
        return
    stream.seek(0)
    if not stream.read(len(_ZIP)).startswith(_ZIP):
        return
    if not is_workbook_archive(open_archive(stream, limits).namelist()):
        raise BadSpreadsheetError("not_a_workbook")
