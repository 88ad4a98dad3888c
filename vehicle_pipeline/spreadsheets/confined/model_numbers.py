"""Shows the numbers in the column of models as the sheet does: there they are names.

`8` may be shown as `008`, and a truck 24.280 may be held as the number 24.28.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from string import ascii_uppercase

from vehicle_pipeline.spreadsheets.confined.format_sections import Section, for_prices, sections_of
from vehicle_pipeline.spreadsheets.confined.merged_cells import position
from vehicle_pipeline.spreadsheets.confined.number_formats import LONGEST, marked
from vehicle_pipeline.spreadsheets.confined.written_numbers import as_here, scale, written

# What a cell shows of a number; None where that is the number.
Showing = Callable[[float], str | None]
# By row, from 1; a cell that is missing shows a number as it is.
Showings = Mapping[int, Showing]
_GENERAL = "Geral"
# Larger numbers are shown with an exponent, and are no models.
_WHOLE = 2.0**53
_ROW_OR_CELL = re.compile(rb"<(?:[\w.-]+:)?(row|c)(?=[\s/>])([^<>]*+)>")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{0,3})([0-9]{1,7})[\"']")
_WITHOUT_REFERENCE = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])(?![^<>]*?\sr=)")
_STYLE = re.compile(rb"\ss=[\"']([0-9]{1,6})[\"']")


def general(number: float) -> str | None:
    """What is shown without a format: decimals have lost their zeros, and have a sign of the
    country in which the file is opened.
    """
    is_whole = float(number).is_integer() and abs(number) < _WHOLE
    return None if is_whole else marked(as_here(f"{number:.10g}"), _GENERAL)


def showing(code: str) -> Showing:
    """What a format shows, marked where that is not sure."""
    return partial(_shown, code[:LONGEST])


def as_displayed(text: str) -> Showing:
    """What a file says that it shows."""
    return partial(_sure, " ".join(text.split()), "")


def of_styles(codes: Mapping[int, str], cells: Iterator[tuple[int, int]]) -> Showings:
    """Return what rows show, of which `cells` has the numbers and styles."""
    by_style = {style: showing(code) for style, code in codes.items()}
    return {row: by_style[style] for row, style in cells if style in by_style}


def styles_in_column(rows: bytes, column: int) -> Iterator[tuple[int, int]]:
    """Yield the row and style of the cells of a column in the rows of an .xlsx."""
    if _WITHOUT_REFERENCE.search(rows):
        yield from _styles_by_order(rows, column)
        return
    cells = re.compile(
        rb"<(?:[\w.-]+:)?c(?=\s)((?>[^<>]*?\sr=[\"']%s([0-9]{1,7})[\"'])[^<>]*+)>"
        % _letters(column)
    )
    for cell in cells.finditer(rows):
        if style := _STYLE.search(cell[1]):
            yield int(cell[2]), int(style[1])


def _styles_by_order(rows: bytes, column: int) -> Iterator[tuple[int, int]]:
    """The same where cells do not say where they are: beside the one before."""
    row, at, wanted = 0, 0, _letters(column)
    for tag in _ROW_OR_CELL.finditer(rows):
        found = _REFERENCE.search(tag[2])
        if tag[1] == b"row":
            row, at = int(found[2]) if found else row + 1, 0
            continue
        if found:
            at = position(found[1])
        style = _STYLE.search(tag[2])
        if at == column and style and (not found or found[1] == wanted):
            yield row, int(style[1])
        at += 1


def _shown(code: str, number: float) -> str | None:
    cases = for_prices(sections_of(code))
    section = next((case for case in cases if case.is_for(number)), None)
    if section is None or number < 0 or section.is_fraction or scale(section.parts):
        return marked(as_here(f"{number:.10g}"), code)
    if _is_general(section):
        return general(number)
    return _sure(" ".join(written(section, number).split()), code, number)


def _is_general(section: Section) -> bool:
    return any(part.kind == "general" for part in section.parts)


def _sure(text: str, code: str, number: float) -> str | None:
    """Return a text that is the same wherever the file is opened, or mark it."""
    if not text:
        return general(number)
    is_sure = float(number).is_integer() and "." not in text and "," not in text
    return text if is_sure else marked(text, code or "da célula")


def _letters(column: int) -> bytes:
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, len(ascii_uppercase))
        letters = ascii_uppercase[letter] + letters
    return letters.encode()
