"""Rewrites cells of an .ods that show something else than they hold, and looks for hidden rows.

The content of an .ods has the text of each cell as its program showed it.
"""

import datetime as dt
import re
from html import unescape

from vehicle_pipeline.domain.shown_values import FOREIGN_CURRENCY, UNCALCULATED
from vehicle_pipeline.spreadsheets.confined.model_numbers import Showings, as_displayed
from vehicle_pipeline.spreadsheets.confined.number_formats import Shown, day_and_month, marked
from vehicle_pipeline.spreadsheets.confined.ods_grid import (
    REPEATED,
    cells_of,
    count,
    merged_in_ods,
)
from vehicle_pipeline.spreadsheets.confined.survey import Survey
from vehicle_pipeline.spreadsheets.confined.written_numbers import shows

# A cell with a number or date, and what is shown of it.
_CELL = (
    rb"<table:table-cell\b(?>[^<>]*?\soffice:value-type=\"(float|currency|percentage|date)\")[^<>]*+"
    rb"(?:(?<=/)>|><text:p>%s([^<]*+)</text:p>)"
)
_ANY_CELL = re.compile(_CELL % b"")
# The same unless that is reais or only digits: the number's own if no format adds some or scales.
_CELL_WITH_OTHERS = re.compile(_CELL % rb"(?!(?:R\$(?:\xc2\xa0| )?)?[0-9.,]*+<)")
_ADDED_DIGITS = re.compile(
    rb"<number:text>[^<]*[0-9]|<number:embedded-text|\snumber:display-factor="
)
# The same of a currency other than the real, which the text need not show.
_MONEY = re.compile(
    rb"<table:table-cell\b(?>[^<>]*?\soffice:currency=\"(?!BRL\")([A-Z]+)\")[^<>]*+"
    rb"(?:(?<=/)>|><text:p>([^<]*+)</text:p>)"
)
_VALUE = re.compile(rb"\soffice:(?:date-)?value=\"([^\"]*)\"")
_TYPED = re.compile(
    rb"\s(?:office:(?:value-type|value|date-value|currency)|calcext:value-type)=\"[^\"]*\""
)
# A formula in a cell that has nothing else.
_FORMULA = re.compile(
    rb"<table:table-cell\b(?>[^<>]*?\stable:formula=\"[^\"]*\")[^<>]*+>(?:</table:table-cell>)?"
)
_HAS_VALUE = re.compile(rb"\soffice:(?:value-type|string-value)=")
_FOREIGN = re.compile(FOREIGN_CURRENCY)
_DIGITS = re.compile(r"[0-9]{1,9}")
_LETTER = re.compile(r"[^\W\d_]")
# Where a sheet begins, its columns and its rows.
_TAG = re.compile(rb"<table:table(?:-(row|column))?(?=[\s>/])([^<>]*)>")
_HIDDEN = re.compile(rb"\stable:visibility=\"(?:collapse|filter)\"")
_NUMBER = re.compile(rb"\soffice:value-type=\"(?:float|currency)\"")
_VISIBLE = re.compile(rb"<text:p>([^<]*+)</text:p>")


def ods_with_shown_texts(content: bytes, styles: bytes) -> bytes:
    """Return the content with such cells, and formulas without a result, as cells of text.

    `styles` are those that the content does not have itself.
    """
    may_add = any(_ADDED_DIGITS.search(part) for part in (content, styles))
    content = (_ANY_CELL if may_add else _CELL_WITH_OTHERS).sub(_as_shown, content)
    if content.find(b"office:currency=") >= 0:
        content = _MONEY.sub(_as_money, content)
    return _FORMULA.sub(_uncalculated, content)


def survey_ods(content: bytes, sheet: int) -> Survey:
    """Look for hidden rows and columns, and merged cells, of the `sheet`-th sheet (from 0)."""
    survey = Survey()
    survey.merged.extend(merged_in_ods(content, sheet))
    if content.find(b"table:visibility=") < 0:
        return survey
    table, next_at = -1, {b"row": 1, b"column": 0}
    hidden = {b"row": survey.hidden_rows, b"column": survey.hidden_columns}
    for kind, attributes in _TAG.findall(content):
        if not kind:
            table += 1
        elif table == sheet:
            at = next_at[kind]
            next_at[kind] = at + count(REPEATED, attributes)
            if _HIDDEN.search(attributes):
                hidden[kind].append(range(at, next_at[kind]))
    return survey


def ods_showings(content: bytes, sheet: int, column: int) -> Showings:
    """Return what the rows of the `sheet`-th sheet (from 0) show of the numbers in a column."""
    found = {}
    for cell in cells_of(content, sheet):
        if column in cell.columns and _NUMBER.search(cell.attributes):
            visible = _VISIBLE.match(content, cell.end)
            text = unescape(visible[1].decode("utf-8", "replace")) if visible else ""
            found.update(dict.fromkeys(cell.rows, as_displayed(text)))
    return found


def _as_shown(cell: re.Match[bytes]) -> bytes:
    kind, visible = cell[1], unescape((cell[2] or b"").decode("utf-8", "replace"))
    value = _VALUE.search(cell[0])
    if value is None:
        return cell[0]
    if kind == b"date":
        text = _of_date(value[1].decode("utf-8", "replace"), visible)
    else:
        text = visible if "%" in visible or _FOREIGN.search(visible) else None
        text = text or _of_other(value[1], visible)
        if kind == b"percentage" and text is None:
            text = _of_number(Shown("percentage", factor=100), value[1])
    return cell[0] if text is None else _as_text(cell[0], text)


def _as_money(cell: re.Match[bytes]) -> bytes:
    currency, visible = cell[1].decode(), unescape((cell[2] or b"").decode("utf-8", "replace"))
    value = _VALUE.search(cell[0])
    text = _of_number(Shown("money", symbol=currency), value[1]) if value else None
    shown = f"{currency} {visible}" if visible else text
    return cell[0] if shown is None else _as_text(cell[0], shown)


def _of_number(shown: Shown, value: bytes) -> str | None:
    try:
        return shown.text(float(value))
    except ValueError:
        return None


def _of_other(value: bytes, visible: str) -> str | None:
    """Return what is shown if it is something else than the number."""
    try:
        number = float(value)
    except ValueError:
        return None
    return marked(visible) if visible and number > 0 and not shows(visible, number) else None


def _of_date(value: str, visible: str) -> str | None:
    """Return the text of a date whose year is not shown."""
    try:
        date = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return None if _shows_year(date, visible) else day_and_month(date)


def _shows_year(date: dt.datetime, visible: str) -> bool:
    """Whether a number is shown that is the year, besides those of day and month."""
    numbers = [int(number) for number in _DIGITS.findall(visible)]
    others = [date.day] if _LETTER.search(visible) else [date.day, date.month]
    for other in others:
        if other in numbers:
            numbers.remove(other)
    return not visible or date.year in numbers or date.year % 100 in numbers


def _uncalculated(cell: re.Match[bytes]) -> bytes:
    is_empty = cell[0].endswith((b"/>", b"</table:table-cell>"))
    return (
        _as_text(cell[0], UNCALCULATED) if is_empty and not _HAS_VALUE.search(cell[0]) else cell[0]
    )


def _as_text(cell: bytes, text: str) -> bytes:
    tag, end, rest = cell.partition(b"/>" if cell.endswith(b"/>") else b">")
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").encode()
    bare = _TYPED.sub(b"", tag) + b' office:value-type="string"'
    if end == b"/>":
        return bare + b"><text:p>" + escaped + b"</text:p></table:table-cell>"
    if rest.startswith(b"<text:p>"):
        return bare + b"><text:p>" + escaped + b"</text:p>"
    return bare + b"><text:p>" + escaped + b"</text:p>" + rest
