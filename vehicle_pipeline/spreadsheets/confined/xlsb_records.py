"""Reads sheet positions, error cells and last rows from the records of an .xlsb."""

from collections.abc import Iterator

from vehicle_pipeline.spreadsheets.confined.survey import Survey

_ROW, _BLANK, _ERROR, _LAST_CELL, _FORMULA_ERROR = 0, 1, 3, 11, 11
_SHEET, _END_OF_ROWS = 0x9C, 0x92


def survey_xlsb(part: bytes) -> Survey:
    """Look at the records of a sheet."""
    survey = Survey()
    row = 0
    for kind, at, size in _records(part):
        if kind == _ROW:
            row = _number(part, at) + 1
        elif _BLANK < kind <= _LAST_CELL and size > 8:
            survey.last_row = max(survey.last_row, row)
            if kind in (_ERROR, _FORMULA_ERROR):
                survey.add_error(row, _number(part, at), part[at + 8])
        elif kind == _END_OF_ROWS:
            break
    return survey


def sheet_ids(part: bytes) -> list[str]:
    """Return the relationship ids of the workbook's sheets, in the order of the tabs."""
    found = []
    for kind, at, _ in _records(part):
        if kind == _SHEET:
            length = _number(part, at + 8)
            found.append(part[at + 12 : at + 12 + 2 * length].decode("utf-16-le", "replace"))
    return found


def _number(part: bytes, at: int) -> int:
    return int.from_bytes(part[at : at + 4], "little")


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, offset and size of each record; both numbers come in groups of seven bits."""
    at, end = 0, len(part)
    while at < end:
        kind = part[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = kind & 0x7F | (part[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < end and shift < 28:
            group = part[at]
            at += 1
            size |= (group & 0x7F) << shift
            shift += 7
            if not group & 0x80:
                break
        yield kind, at, size
        at += size
