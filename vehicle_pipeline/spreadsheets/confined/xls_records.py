"""Reads error cells, formats, what is hidden and the last row from the records of an .xls."""

import struct
from collections.abc import Iterator, Mapping

from vehicle_pipeline.spreadsheets.confined.number_formats import Look
from vehicle_pipeline.spreadsheets.confined.styles import Styles
from vehicle_pipeline.spreadsheets.confined.survey import Survey

_HEAD = struct.Struct("<HH")
_CELL = struct.Struct("<HH")
_STYLED_CELL = struct.Struct("<HHH")
PASSWORD = 0x002F
SHEET, _BEGIN, _END = 0x0085, 0x0809, 0x000A
FORMULA, _BOOLEAN_OR_ERROR = 0x0006, 0x0205
# Numbers (three ways to write them) and texts (four ways); with formulas, all cells but blank ones.
_LABELS = frozenset({0x00FD, 0x0204, 0x00D6})
_VALUES = frozenset({0x0203, 0x027E, 0x00BD, _BOOLEAN_OR_ERROR}) | _LABELS
# Cells that may hold a text.
_TEXTS = _LABELS | {FORMULA}
# The last two bytes of a formula's result that is no number, then the kinds of such results.
NO_NUMBER = b"\xff\xff"
_ERROR_RESULT, _EMPTY_RESULT = 2, 3
_NUMBERS, _SEVERAL_NUMBERS = frozenset({0x0203, 0x027E, FORMULA}), 0x00BD
# Bytes of a style and a number in a record of several.
_STYLED_NUMBER = 6
_ROW, _ROW_IS_HIDDEN = 0x0208, 0x20
_COLUMNS, _COLUMNS_ARE_HIDDEN = 0x007D, 0x01
Record = tuple[int, int, int]


def is_encrypted(stream: bytes) -> bool:
    """Whether a password is needed to read the workbook."""
    return any(kind == PASSWORD for kind, _, _ in of_sheet(stream, 0))


def survey_xls(stream: bytes, sheet: int, styles: Styles) -> Survey:
    """Look at the `sheet`-th sheet (from 0) of the stream that holds the workbook."""
    survey = Survey()
    for kind, at, size in of_sheet(stream, _offsets(stream)[sheet]):
        if kind in (_ROW, _COLUMNS):
            _hidden(survey, kind, stream[at : at + size])
        elif kind == _SEVERAL_NUMBERS and styles.numbers:
            _numbers(survey, styles.numbers, stream[at : at + size])
        elif kind in _NUMBERS and size >= 6 and styles.numbers:
            row, column, style = _STYLED_CELL.unpack_from(stream, at)
            survey.add_shown(row + 1, column, styles.numbers.get(style))
        if kind in _TEXTS and size >= 6 and styles.texts:
            row, column, style = _STYLED_CELL.unpack_from(stream, at)
            survey.add_shown(row + 1, column, styles.texts.get(style))
        if kind == FORMULA and size >= 14:
            _formula(survey, stream, at)
        elif kind in _VALUES and size >= 6:
            row, column = _CELL.unpack_from(stream, at)
            survey.last_row = max(survey.last_row, row + 1)
            if kind == _BOOLEAN_OR_ERROR and size >= 8 and stream[at + 7]:
                survey.add_error(row + 1, column, stream[at + 6])
    return survey


def styles_in_column(stream: bytes, sheet: int, column: int) -> Iterator[tuple[int, int]]:
    """Yield the row, from 1, and style of the numbers in a column."""
    for kind, at, size in of_sheet(stream, _offsets(stream)[sheet]):
        if kind in _NUMBERS and size >= 6:
            row, place, style = _STYLED_CELL.unpack_from(stream, at)
            if place == column:
                yield row + 1, style
        elif kind == _SEVERAL_NUMBERS and size >= _CELL.size:
            row, first = _CELL.unpack_from(stream, at)
            place = at + _CELL.size + _STYLED_NUMBER * (column - first)
            if first <= column and place + 2 < at + size:
                yield row + 1, int.from_bytes(stream[place : place + 2], "little")


def _formula(survey: Survey, stream: bytes, at: int) -> None:
    row, column = _CELL.unpack_from(stream, at)
    kind = stream[at + 6] if stream[at + 12 : at + 14] == NO_NUMBER else None
    if kind != _EMPTY_RESULT:
        survey.last_row = max(survey.last_row, row + 1)
    else:
        survey.unsure.setdefault(row + 1, []).append(column)
    if kind == _ERROR_RESULT:
        survey.add_error(row + 1, column, stream[at + 8])


def _hidden(survey: Survey, kind: int, record: bytes) -> None:
    if kind == _ROW and len(record) >= 14 and record[12] & _ROW_IS_HIDDEN:
        number = int.from_bytes(record[:2], "little") + 1
        survey.hidden_rows.append(range(number, number + 1))
    elif kind == _COLUMNS and len(record) >= 10 and record[8] & _COLUMNS_ARE_HIDDEN:
        first, last = _CELL.unpack_from(record)
        survey.hidden_columns.append(range(first, last + 1))


def _numbers(survey: Survey, styles: Mapping[int, Look], record: bytes) -> None:
    """Look at a record of several numbers, one beside the other."""
    if len(record) < _CELL.size:
        return
    row, first = _CELL.unpack_from(record)
    for number, at in enumerate(range(_CELL.size, len(record) - 2, _STYLED_NUMBER)):
        style = int.from_bytes(record[at : at + 2], "little")
        survey.add_shown(row + 1, first + number, styles.get(style))


def _offsets(stream: bytes) -> list[int]:
    """Where each sheet begins, in the order of the tabs."""
    return [
        int.from_bytes(stream[at : at + 4], "little")
        for kind, at, _ in of_sheet(stream, 0)
        if kind == SHEET
    ]


def of_sheet(stream: bytes, start: int) -> Iterator[Record]:
    """Kind, offset and size of the records from `start` to the end of what begins there.

    Charts inside a sheet begin and end in it.
    """
    depth = 0
    for kind, at, size in records(stream, start):
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, at, size


def records(stream: bytes, start: int = 0) -> Iterator[Record]:
    """Yield kind, offset and size of each whole record from `start` on."""
    at = start
    while at + _HEAD.size <= len(stream):
        kind, size = _HEAD.unpack_from(stream, at)
        at += _HEAD.size
        if at + size > len(stream):
            return
        yield kind, at, size
        at += size
