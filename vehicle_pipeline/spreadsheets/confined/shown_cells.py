"""Rewrites cells of an .xlsx whose format shows something else than the number that they hold.

They become cells of text, before calamine reads them: calamine says nothing about formats.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from typing import TypeVar

from vehicle_pipeline.domain.shown_values import UNCALCULATED
from vehicle_pipeline.spreadsheets.confined.number_formats import Look
from vehicle_pipeline.spreadsheets.confined.shared_strings import SharedTexts
from vehicle_pipeline.spreadsheets.confined.styles import Styles, styles_of
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
# A cell with a text of its own that has no parts.
_INLINE = re.compile(
    rb"(<(?:[\w.-]+:)?c(?>(?:\s(?!t=)[^\s<>]*+)*+))\st=[\"']inlineStr[\"']([^<>]*+)>"
    rb"<((?:[\w.-]+:)?)is><(?:[\w.-]+:)?t(?:\s[^<>]*+)?>([^<]*+)"
    rb"</(?:[\w.-]+:)?t></(?:[\w.-]+:)?is></(?:[\w.-]+:)?c>"
)
# A cell with a date, and its style.
_DATED = re.compile(
    rb"(<(?:[\w.-]+:)?c\s[^<>]*+>)((?><(?:[\w.-]+:)?f[\s>/][^<]*+(?:</(?:[\w.-]+:)?f>)?)?"
    rb"\s*+<(?:[\w.-]+:)?v>)([0-9]{4}-[^<]*+)"
)
_STYLE = re.compile(rb"\ss=[\"']([0-9]{1,6})[\"']")
_SHARED = b"s"
_TEXT_KINDS = frozenset({_SHARED, b"str"})
# Digits of a number that is none of a format, and such a number.
_DIGITS, _NO_FORMAT = 10, -1
AnyLook = TypeVar("AnyLook")
Rewriting = Callable[[bytes, bytes], bytes]


def cell_styles(part: bytes) -> Styles:
    """Return the styles of cells."""
    formats: list[int] = []
    section = ""
    written: dict[int, str] = {}
    for tag, attributes in opening_tags(part):
        if tag == "numFmt":
            # Conditional formats, which follow, have some of their own.
            written.setdefault(_number(attributes), attributes.get("formatCode", ""))
        elif tag in ("cellStyleXfs", "cellXfs"):
            section = tag
        elif tag == "xf" and section == "cellXfs":
            formats.append(_number(attributes))
    return styles_of(formats, written)


def _number(attributes: Mapping[str, str]) -> int:
    number = attributes.get("numFmtId", "")
    return int(number) if number.isdecimal() and len(number) < _DIGITS else _NO_FORMAT


def rewriting(styles: Styles, *, is_1904: bool, is_uncalculated: bool) -> Rewriting:
    """Return the function that rewrites the rows of a workbook, which it is given with the texts
    that they refer to.
    """
    looks = _by_name(styles.numbers)
    text_looks = _by_name(styles.texts)
    shown = looks.keys() | text_looks.keys()
    styled = re.compile(_STYLED % (b"|".join(shown), b"")) if shown else None
    used = re.compile(_USE % b"|".join(shown)) if shown else None
    dates = b"|".join(b"%d" % style for style in styles.dates)
    before = re.compile(_STYLED % (dates, b"-")) if dates else None
    formula = _WITHOUT_CALCULATION if is_uncalculated else _WITHOUT_RESULT

    def as_number(cell: re.Match[bytes]) -> bytes:
        tag, between, written = cell.groups()
        style = _STYLE.search(tag)
        is_shown_as_date = (int(style[1]) if style else 0) in styles.dates
        if _type(tag) != b"d" or is_shown_as_date:
            return cell[0]
        number = _day_number(written.decode(), is_1904=is_1904)
        return _TYPE.sub(b"", tag) + between + number if number else cell[0]

    def rewrite(rows: bytes, shared: bytes) -> bytes:
        texts = SharedTexts(shared)

        def as_shown(cell: re.Match[bytes]) -> bytes:
            tag, style, between, written = cell.groups()
            kind = _type(tag)
            if kind in _TEXT_KINDS:
                look = text_looks.get(style)
                held = texts.at(written) if kind == _SHARED else unescape(written.decode())
                text = look.text(held) if look and held is not None else None
            else:
                number_look = looks.get(style)
                text = number_look and _text(number_look, kind, written.decode(), is_1904=is_1904)
            return cell[0] if text is None else _as_text(tag) + between + escape(text).encode()

        # Each of these looks costs a tenth of the expression behind it, or less.
        if styled and used and used.search(rows):
            rows = styled.sub(as_shown, _with_values(rows) if text_looks else rows)
        if rows.find(b'"d"') >= 0 or rows.find(b"'d'") >= 0:
            rows = _DATED.sub(as_number, rows)
        if before and rows.find(b"v>-") >= 0:
            rows = before.sub(_as_written, rows)
        if rows.find(b"f") >= 0 and (rows.find(b"<f") >= 0 or rows.find(b":f") >= 0):
            rows = formula.sub(_uncalculated, rows)
        return rows

    return rewrite


def _by_name(looks: Mapping[int, AnyLook]) -> dict[bytes, AnyLook]:
    return {b"%d" % style: look for style, look in looks.items()}


def _with_values(rows: bytes) -> bytes:
    """Have cells that hold their plain text themselves hold it as a value, where others do."""
    return _INLINE.sub(rb'\1\2 t="str"><\3v>\4</\3v></\3c>', rows) if b"inlineStr" in rows else rows


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


def _day_number(written: str, *, is_1904: bool) -> bytes | None:
    """A date as the number that Excel shows of it by a format that is not one of dates."""
    try:
        days = (dt.datetime.fromisoformat(written) - _FIRST_DAYS[is_1904]) / dt.timedelta(days=1)
    except (ValueError, TypeError):
        return None
    return b"%.10g" % (days if is_1904 or days > _LEAP_DAY else days - 1)


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
