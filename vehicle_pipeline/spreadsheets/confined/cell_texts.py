"""Converts a cell to the text that people see.

Whole numbers have no `.0`, dates follow ISO 8601, truth values are Portuguese, as in Excel here.
"""

import datetime as dt
from typing import Any


def text(value: Any) -> str:
    """Return the text of a cell."""
    match value:
        case bool():
            return "VERDADEIRO" if value else "FALSO"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime():
            return value.isoformat(" ")
        case dt.timedelta():
            return _hours(value)
        case _:
            return str(value)


def _hours(duration: dt.timedelta) -> str:
    """As Excel's [h]:mm:ss shows it."""
    seconds = round(duration.total_seconds())
    sign = "-" if seconds < 0 else ""
    minutes, seconds = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{seconds:02}"
