"""How two readings of one cell can differ, and which of these differences are explained.

An explained difference is recognised by what it looks like, never by the file it is in. The table
in docs/foreign-files.md says of each who is right and why.
"""

import datetime as dt
import html
import re
from collections.abc import Callable
from typing import Any

from vehicle_pipeline.domain.shown_values import EMPTY_FORMULA, UNCALCULATED

UNEXPLAINED = "unexplained"
QUOTE = "quote out of place"

# A cell as the other reader gives it, and the text that ours gives.
Rule = Callable[[str, Any], bool]

_ERRORS = frozenset(
    {"#N/A", "#REF!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#GETTING_DATA", "#?"}
)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# The days that two workbook calendars begin on, one day before day 1.
_EPOCHS = (dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1))  # noqa: DTZ001 - as in the file
# What a span of time has too much where a reader took it for a day of one of them.
_OFFSETS = (0, 1, (_EPOCHS[1] - _EPOCHS[0]).days)
_SPAN = re.compile(r"(-?[0-9]+):([0-9]{2}):([0-9]{2}(?:\.[0-9]+)?)")
_NUMBER = re.compile(r"-?[0-9.]+(?:e[+-][0-9]+)?")
# Signs that other readers drop or keep where one of them is out of place.
_QUOTING = str.maketrans("", "", '"\\')
# A number with what its format shows beside it.
_AFFIXED = re.compile(r"\D{0,5}(-?[0-9]{1,3}(?:\.[0-9]{3})*(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?)\D{0,5}")
# In days: readers keep seconds or milliseconds of them.
_NEARLY = 2e-5


class TextIndex(int):
    """The place of a text in a table that another reader did not find."""


def as_text(value: Any) -> str:
    """Return a cell of another reader as our reader would write it."""
    if value is None or value != value:  # NaN stands for nothing
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    return str(value)


def kind(ours: str, theirs: Any) -> str | None:
    """Return which explained difference there is, UNEXPLAINED, or None when the cells agree."""
    if ours == as_text(theirs):
        return None
    return next((name for name, applies in EXPLAINED.items() if applies(ours, theirs)), UNEXPLAINED)


def _number(ours: str, theirs: Any) -> bool:
    """The same number: 1.0 and 1, 1e3 and 1000."""
    try:
        return float(ours) == float(theirs)
    except (TypeError, ValueError, OverflowError):
        return False


def _boolean(ours: str, theirs: Any) -> bool:
    spellings = {True: {"true", "1", "verdadeiro"}, False: {"false", "0", "falso"}}
    return isinstance(theirs, bool) and ours.lower() in spellings[theirs]


def _date(ours: str, theirs: Any) -> bool:
    """The same day and time, spelt otherwise, or as the days since the calendar's beginning."""
    moment, days = _moment(ours), _days(theirs)
    if moment is None or days is None:
        return False
    # Which calendar a number counts by it cannot tell; a date was counted already.
    epochs = _EPOCHS if isinstance(theirs, (int, float)) else _EPOCHS[:1]
    return any(_is_same(moment - epoch, days) for epoch in epochs)


def _duration(ours: str, theirs: Any) -> bool:
    """The same span of time: `255:10:10`, 10.63 days, a quarter past three on day ten."""
    span, days = _SPAN.fullmatch(ours), _days(theirs)
    if span is None or days is None:
        return False
    hours, minutes, seconds = span.groups()
    length = dt.timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    return any(_is_same(length, days - offset) for offset in _OFFSETS)


def _is_same(span: dt.timedelta, days: float) -> bool:
    return abs(span / dt.timedelta(days=1) - days) < _NEARLY


def _days(value: Any) -> float | None:
    """The days since the beginning of the calendar of 1900, or of a span of time."""
    match value:
        case bool():
            return None
        case int() | float():
            return float(value)
        case dt.timedelta():
            return value / dt.timedelta(days=1)
        case dt.datetime():
            return (value.replace(tzinfo=None) - _EPOCHS[0]) / dt.timedelta(days=1)
        case dt.date():
            return _days(dt.datetime.combine(value, dt.time()))
        case dt.time():
            return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
        case _:
            return None


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _out_of_range(ours: str, theirs: Any) -> bool:
    """A number formatted as a date that no calendar has, which openpyxl gives as an error."""
    return theirs == "#VALUE!" and _NUMBER.fullmatch(ours) is not None


def _error(ours: str, theirs: Any) -> bool:
    """A cell whose formula failed: one reader gives nothing for it, and names differ."""
    return ours in _ERRORS and as_text(theirs) in {*_ERRORS, ""}


def _escape(ours: str, theirs: Any) -> bool:
    """`_x000D_`, `&apos;` and the like, decoded or not."""
    return isinstance(theirs, str) and _unescaped(ours) == _unescaped(theirs)


def _unescaped(text: str) -> str:
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return " ".join(html.unescape(plain).split())


def _no_result(ours: str, theirs: Any) -> bool:
    """A formula whose result is not in the file, or is empty."""
    return ours in (UNCALCULATED, EMPTY_FORMULA) and not as_text(theirs)


def _text_not_found(ours: str, theirs: Any) -> bool:
    return isinstance(theirs, TextIndex) and bool(ours)


def _code_page(ours: str, theirs: Any) -> bool:
    """UTF-16 that another reader took for the code page that an .xls wrongly names."""
    return isinstance(theirs, str) and "\0" in theirs and "\0" not in ours


def _end_mark(ours: str, theirs: Any) -> bool:
    """What ends a text of DOS, or pads a file that was cut out of a larger one."""
    return isinstance(theirs, str) and ours == theirs.rstrip("\x00\x1a")


def _spaces(ours: str, theirs: Any) -> bool:
    return " ".join(ours.split()) == " ".join(as_text(theirs).split())


def _unmarked_blank(ours: str, theirs: Any) -> bool:
    """Blanks at the end of a run of a text, which XML has to mark for Excel to keep them."""
    text = as_text(theirs)
    return len(ours) < len(text) and "".join(ours.split()) == "".join(text.split())


def _quote(ours: str, theirs: Any) -> bool:
    """A quote where none may be: the same signs, or the cell with all that follows it."""
    text = as_text(theirs)
    if not set('"\\') & {*ours, *text}:
        return False
    mine, other = (each.translate(_QUOTING).strip() for each in (ours, text))
    return mine.startswith(other) and bool(other)


def _shown_number(ours: str, theirs: Any) -> bool:
    """A number as its format shows it: a per cent, or an amount of another currency."""
    found = _AFFIXED.fullmatch(ours)
    if found is None or isinstance(theirs, bool) or not isinstance(theirs, (int, float)):
        return False
    digits = found[1].replace(".", "").replace(",", ".")
    scale = 100 if ours.endswith("%") else 1
    half = 0.5 * 10 ** -len(digits.partition(".")[2])
    return digits != ours and abs(float(digits) - scale * theirs) <= half * (1 + 1e-9)


EXPLAINED: dict[str, Rule] = {
    "number spelt otherwise": _number,
    "boolean spelt otherwise": _boolean,
    "date spelt otherwise": _date,
    "time spelt otherwise": _duration,
    "no such date": _out_of_range,
    "error cell": _error,
    "formula without a result": _no_result,
    "text not found": _text_not_found,
    "end mark": _end_mark,
    "false code page": _code_page,
    "white space": _spaces,
    "escaped character": _escape,
    "unmarked blank": _unmarked_blank,
    "number as shown": _shown_number,
    QUOTE: _quote,
}
