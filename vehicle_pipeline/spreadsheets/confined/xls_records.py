"""Reads error cells and the last row from the records of an .xls."""

import struct
from collections.abc import Iterator

from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.confined.survey import Survey

_HEAD = struct.Struct("<HH")
_CELL = struct.Struct("<HH")
_PASSWORD = 0x002F
# Texts since Excel 97 are UTF-16 or its first 256 characters; only older ones have a code page.
_CODE_PAGE, _UTF_16 = 0x0042, (1200).to_bytes(2, "little")
_VERSION_OF_EXCEL_97 = b"\x00\x06"
_SHEET, _BEGIN, _END = 0x0085, 0x0809, 0x000A
_FORMULA, _BOOLEAN_OR_ERROR = 0x0006, 0x0205
# Numbers (three ways to write them) and texts (four ways); with formulas, all cells but blank ones.
_VALUES = frozenset({0x0203, 0x027E, 0x00BD, 0x00FD, 0x0204, 0x00D6, _BOOLEAN_OR_ERROR})
# The last two bytes of a formula's result that is no number, then the kinds of such results.
_NO_NUMBER = b"\xff\xff"
_ERROR_RESULT, _EMPTY_RESULT = 2, 3
Record = tuple[int, int, int]


def is_encrypted(stream: bytes) -> bool:
    """Whether a password is needed to read the workbook."""
    return any(kind == _PASSWORD for kind, _, _ in _of_sheet(stream, 0))


def with_true_code_page(data: bytes, stream: bytes) -> bytes:
    """Return the file `data` without a code page that the texts of `stream`, its workbook, lack.

    Some programs write one into the format of Excel 97, and calamine believes them: it reads
    `V\\0W\\0` for `VW`. Raises BadSpreadsheetError: unreadable_file.
    """
    if stream[4:6] != _VERSION_OF_EXCEL_97:
        return data
    for kind, at, size in _of_sheet(stream, 0):
        if kind == _CODE_PAGE and size == 2 and stream[at : at + 2] != _UTF_16:
            head = stream[at - _HEAD.size : at]
            false = head + stream[at : at + 2]
            if false not in data:
                raise BadSpreadsheetError("unreadable_file")
            return data.replace(false, head + _UTF_16, 1)
    return data


def survey_xls(stream: bytes, sheet: int) -> Survey:
    """Look at the `sheet`-th sheet (from 0) of the stream that holds the workbook."""
    survey = Survey()
    for kind, at, size in _of_sheet(stream, _offsets(stream)[sheet]):
        if kind == _FORMULA and size >= 14:
            _formula(survey, stream, at)
        elif kind in _VALUES and size >= 6:
            row, column = _CELL.unpack_from(stream, at)
            survey.last_row = max(survey.last_row, row + 1)
            if kind == _BOOLEAN_OR_ERROR and size >= 8 and stream[at + 7]:
                survey.add_error(row + 1, column, stream[at + 6])
    return survey


def _formula(survey: Survey, stream: bytes, at: int) -> None:
    row, column = _CELL.unpack_from(stream, at)
    kind = stream[at + 6] if stream[at + 12 : at + 14] == _NO_NUMBER else None
    if kind != _EMPTY_RESULT:
        survey.last_row = max(survey.last_row, row + 1)
    if kind == _ERROR_RESULT:
        survey.add_error(row + 1, column, stream[at + 8])


def _offsets(stream: bytes) -> list[int]:
    """Where each sheet begins, in the order of the tabs."""
    return [
        int.from_bytes(stream[at : at + 4], "little")
        for kind, at, _ in _of_sheet(stream, 0)
        if kind == _SHEET
    ]


def _of_sheet(stream: bytes, start: int) -> Iterator[Record]:
    """Kind, offset and size of the records from `start` to the end of what begins there.

    Charts inside a sheet begin and end in it.
    """
    at, depth = start, 0
    while at + _HEAD.size <= len(stream):
        kind, size = _HEAD.unpack_from(stream, at)
        at += _HEAD.size
        if at + size > len(stream):
            return
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, at, size
        at += size
