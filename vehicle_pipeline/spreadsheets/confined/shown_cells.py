"""Rewrites cells of an .xlsx whose format shows something else than the number that they hold.

They become cells of text, before calamine reads them: calamine says nothing about formats.
"""

import datetime as dt
import re
from collections.abc import Callable
from html import escape
from typing import NamedTuple

from vehicle_pipeline.domain.shown_values import UNCALCULATED
from vehicle_pipeline.spreadsheets.confined.number_formats import (
    BUILT_IN,
    BUILT_IN_DATES,
    Look,
    is_date,
    shown_by,
)
from vehicle_pipeline.spreadsheets.confined.xml_tags import opening_tags

# The opening tag of a cell with one of the styles, what precedes its value, and the value, which
# begins with a sign.
_STYLED = (
    rb"(<(?:[\w.-]+:)?c\s[^s<>]*+s=[\"'](%s)[\"'][^<>]*+>)"
    rb"((?><(?:[\w.-]+:)?f[\s>/][^<]*+(?:</(?:[\w.-]+:)?f>)?)?\s*+<(?:[\w.-]+:)?v>)(%s[^<]*+)"
)
_USE = rb"s=[\"'](?:%s)[\"']"
_TYPE = re.compile(rb"\st=[\"'](\w*)[\"']")
# A cell with a formula, and no value or an empty one; or, in files that say that they have to be
# calculated, a zero.
_FORMULA = (
    rb"(<(?:[\w.-]+:)?c(?:\s[^<>]*+)?>)<(?:[\w.-]+:)?f(?:\s[^<>]*+)?>[^<]*+"
    rb"(?:</(?:[\w.-]+:)?f>)?\s*+(<(?:[\w.-]+:)?v\s*+(?:/>|>%s</(?:[\w.-]+:)?v>)\s*+)?"
    rb"(?=</((?:[\w.-]+:)?)c>)"
)
_WITHOUT_RESULT = re.compile(_FORMULA % b"")
_WITHOUT_CALCULATION = re.compile(_FORMULA % b"0?")
_FIRST_DAYS = {False: dt.datetime(1899, 12, 30), True: dt.datetime(1904, 1, 1)}  # noqa: DTZ001
# Excel counts 29 February 1900, which there was not: numbers below this are a day behind.
_LEAP_DAY = 60
Rewriting = Callable[[bytes], bytes]


class Styles(NamedTuple):
    """Styles by the number that cells call them: what they show, and which are for dates."""

    shown: dict[bytes, Look]
    dates: frozenset[bytes]


def styles_of(part: bytes) -> Styles:
    """Return the styles that show something else than a number, and those for dates."""
    codes = {str(number): code for number, code in BUILT_IN.items()}
    numbers: list[str] = []
    section = ""
    written: dict[str, str] = {}
    for tag, attributes in opening_tags(part):
        if tag == "numFmt":
            # Conditional formats, which follow, have some of their own.
            written.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif tag in ("cellStyleXfs", "cellXfs"):
            section = tag
        elif tag == "xf" and section == "cellXfs":
            numbers.append(attributes.get("numFmtId", ""))
    shown = {number: shown_by(code) for number, code in (codes | written).items()}
    dates = {number for number, code in written.items() if is_date(code)}
    dates |= {*map(str, BUILT_IN_DATES)} - written.keys()
    of_cells = [(b"%d" % style, number) for style, number in enumerate(numbers)]
    return Styles(
        {style: found for style, number in of_cells if (found := shown.get(number))},
        frozenset(style for style, number in of_cells if number in dates),
    )


def rewriting(styles: Styles, *, is_1904: bool, is_uncalculated: bool) -> Rewriting:
    """Return the function that rewrites the rows of a workbook."""
    styled = re.compile(_STYLED % (b"|".join(styles.shown), b"")) if styles.shown else None
    used = re.compile(_USE % b"|".join(styles.shown)) if styles.shown else None
    before = re.compile(_STYLED % (b"|".join(styles.dates), b"-")) if styles.dates else None
    formula = _WITHOUT_CALCULATION if is_uncalculated else _WITHOUT_RESULT

    def as_shown(cell: re.Match[bytes]) -> bytes:
        tag, style, between, written = cell.groups()
        text = _text(styles.shown[style], _type(tag), written.decode(), is_1904=is_1904)
        return cell[0] if text is None else _as_text(tag) + between + escape(text).encode()

    def rewrite(rows: bytes) -> bytes:
        # Each of these looks costs a tenth of the expression behind it, or less.
        if styled and used and used.search(rows):
            rows = styled.sub(as_shown, rows)
        if before and rows.find(b"v>-") >= 0:
            rows = before.sub(_as_written, rows)
        if rows.find(b"f") >= 0 and (rows.find(b"<f") >= 0 or rows.find(b":f") >= 0):
            rows = formula.sub(_uncalculated, rows)
        return rows

    return rewrite


def _as_written(cell: re.Match[bytes]) -> bytes:
    """A number below 0 in a cell for dates: calamine takes it for a time of day, or fails."""
    tag, _, between, written = cell.groups()
    return cell[0] if _type(tag) else _as_text(tag) + between + written


def _text(shown: Look, kind: bytes, written: str, *, is_1904: bool) -> str | None:
    """Return the text that a cell shows; None if it is no number, or the number is no date."""
    try:
        if kind == b"d":
            return shown.text(dt.datetime.fromisoformat(written))
        if kind not in (b"", b"n"):
            return None
        number = float(written)
        return shown.text(_date(number, is_1904=is_1904) if shown.kind == "day" else number)
    except (ValueError, OverflowError):
        return None


def _date(number: float, *, is_1904: bool) -> dt.datetime | None:
    if number < 0:
        return None
    days = number if is_1904 or number >= _LEAP_DAY else number + 1
    return _FIRST_DAYS[is_1904] + dt.timedelta(days=days)


def _uncalculated(cell: re.Match[bytes]) -> bytes:
    tag, value, prefix = cell.groups()
    # The result of such a formula is an empty text.
    if value and _type(tag) == b"str":
        return cell[0]
    return b"%s<%sv>%s</%sv>" % (_as_text(tag), prefix, UNCALCULATED.encode(), prefix)


def _type(tag: bytes) -> bytes:
    found = _TYPE.search(tag)
    return found[1] if found else b""


def _as_text(tag: bytes) -> bytes:
    return _TYPE.sub(b"", tag).replace(b">", b' t="str">')
