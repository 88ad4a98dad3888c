"""Reads sheet positions, error cells, formats, what is hidden and last rows of an .xlsb."""

import struct
from collections.abc import Iterator

from vehicle_pipeline.spreadsheets.confined.cell_texts import text
from vehicle_pipeline.spreadsheets.confined.merged_cells import Merged
from vehicle_pipeline.spreadsheets.confined.styles import Styles, styles_of
from vehicle_pipeline.spreadsheets.confined.survey import Survey

_ROW, _BLANK, _ERROR, _LAST_CELL, _FORMULA_ERROR = 0, 1, 3, 11, 11
_SHEET, _END_OF_ROWS = 0x9C, 0x92
# Numbers in both lengths, and results of formulas; where the byte with the sign is.
_SHORT = 2
_NUMBERS = {_SHORT: 11, 5: 15, 9: 15}
_SIGN = 0x80
# A block of merged cells: its first and last row, its first and last column.
_MERGED, _MERGED_BLOCK = 176, struct.Struct("<LLLL")
# Texts, shared ones, and results of formulas.
_TEXTS = frozenset({6, 7, 8})
# Of short numbers: whether it is a whole one, and one in hundredths.
_IS_WHOLE, _IS_HUNDREDTHS = 2, 1
# Columns, with their flags at byte 16; of rows they are at byte 11.
_COLUMNS, _COLUMNS_ARE_HIDDEN = 60, 0x01
_ROW_IS_HIDDEN = 0x10
# Formats by number, and the styles of cells, which name one of them.
_FORMAT, _STYLE, _STYLES_OF_CELLS, _END_OF_STYLES = 44, 47, 617, 618


def survey_xlsb(part: bytes, styles: Styles) -> Survey:
    """Look at the records of a sheet."""
    survey = Survey()
    row, is_in_rows = 0, True
    for kind, at, size in _records(part):
        if not is_in_rows:
            if kind == _MERGED and size >= _MERGED_BLOCK.size and at + size <= len(part):
                top, bottom, left, right = _MERGED_BLOCK.unpack_from(part, at)
                survey.merged.append(Merged(top + 1, left, bottom + 1, right))
            continue
        if kind == _ROW:
            row = _number(part, at) + 1
            if size > 11 and part[at + 11] & _ROW_IS_HIDDEN:
                survey.hidden_rows.append(range(row, row + 1))
        elif kind == _COLUMNS and size > 16 and part[at + 16] & _COLUMNS_ARE_HIDDEN:
            survey.hidden_columns.append(range(_number(part, at), _number(part, at + 4) + 1))
        elif _BLANK < kind <= _LAST_CELL and size > 8:
            survey.last_row = max(survey.last_row, row)
            if kind in (_ERROR, _FORMULA_ERROR):
                survey.add_error(row, _number(part, at), part[at + 8])
            elif kind in _TEXTS:
                style = int.from_bytes(part[at + 4 : at + 7], "little")
                survey.add_shown(row, _number(part, at), styles.texts.get(style))
            elif kind in _NUMBERS:
                style = int.from_bytes(part[at + 4 : at + 7], "little")
                survey.add_shown(row, _number(part, at), styles.numbers.get(style))
                # calamine takes numbers below 0 for times of day: there are no such days.
                sign_at = at + _NUMBERS[kind]
                if (
                    style in styles.dates
                    and sign_at < min(at + size, len(part))
                    and part[sign_at] & _SIGN
                ):
                    survey.add_text(row, _number(part, at), text(_value(kind, part, at + 8)))
        elif kind == _END_OF_ROWS:
            is_in_rows = False
    return survey


def styles_in_column(part: bytes, column: int) -> Iterator[tuple[int, int]]:
    """Yield the row, from 1, and style of the numbers in a column."""
    row = 0
    for kind, at, _ in _records(part):
        if kind == _ROW:
            row = _number(part, at) + 1
        elif kind in _NUMBERS and _number(part, at) == column:
            yield row, int.from_bytes(part[at + 4 : at + 7], "little")
        elif kind == _END_OF_ROWS:
            return


def sheet_ids(part: bytes) -> list[str]:
    """Return the relationship ids of the workbook's sheets, in the order of the tabs."""
    found = []
    for kind, at, _ in _records(part):
        if kind == _SHEET:
            length = _number(part, at + 8)
            found.append(part[at + 12 : at + 12 + 2 * length].decode("utf-16-le", "replace"))
    return found


def cell_styles(part: bytes) -> Styles:
    """Return the styles of cells."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    is_of_cells = False
    for kind, at, size in _records(part):
        if kind == _FORMAT and size > 6 and not is_of_cells:
            end = at + 6 + 2 * _number(part, at + 2)
            code = part[at + 6 : min(end, at + size)].decode("utf-16-le", "replace")
            codes[int.from_bytes(part[at : at + 2], "little")] = code
        elif kind == _STYLES_OF_CELLS:
            is_of_cells = True
        elif kind == _END_OF_STYLES:
            break
        elif kind == _STYLE and is_of_cells:
            formats.append(int.from_bytes(part[at + 2 : at + 4], "little"))
    return styles_of(formats, codes)


def _value(kind: int, part: bytes, at: int) -> float:
    """Return a number of either length."""
    if kind != _SHORT:
        return float(struct.unpack_from("<d", part, at)[0])
    (bits,) = struct.unpack_from("<i", part, at)
    number = float(bits >> 2)
    if not bits & _IS_WHOLE:
        (number,) = struct.unpack("<d", struct.pack("<ii", 0, bits & ~3))
    return number / 100 if bits & _IS_HUNDREDTHS else number


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
