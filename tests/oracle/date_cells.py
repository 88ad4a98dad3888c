"""What a date in the year column means, written from the rules; formats are told apart by a table.

The year, where the format shows it and the day is 1 January. Otherwise the row is rejected; the
suggestion is what was probably typed.
"""

from dataclasses import dataclass
from datetime import date

MONTHS = ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"]
# The days with the number 0, in the two ways to count.
FIRST_DAYS = (date(1899, 12, 30), date(1904, 1, 1))
# Formats that show the year, and those that do not.
WITH_YEAR = (
    "yyyy",
    "dd/mm/yyyy",
    "d/m/yy",
    "mmm/yy",
    "mmm-yy",
    "mmmm yyyy",
    "yyyy-mm-dd",
    'dd" de "mmmm" de "yyyy',
    "[$-416]mmm/yy;@",
    "dd/mm/yyyy hh:mm",
    "m/d/yyyy",
)
WITHOUT_YEAR = (
    "d-mmm",
    "d/m",
    "dd/mm",
    "mmm",
    'd" de "mmmm',
    "[$-416]d-mmm;@",
    "dd/mm hh:mm",
    "dddd",
    '"ano "d/m',
)


@dataclass(frozen=True)
class Meaning:
    """Either a year, or the value that is shown with the fault, and the suggestion."""

    year: int | None = None
    shown: str | None = None
    suggestion: str | None = None


def meaning(day: date, number_format: str, newest: int) -> Meaning:
    """`newest` is the latest model year."""
    if number_format in WITHOUT_YEAR:
        shown = f"{day.day:02}/{MONTHS[day.month - 1]}"
        return Meaning(shown=shown, suggestion=_pair(day.day, day.month, newest))
    if (day.month, day.day) == (1, 1) and day.year <= newest:
        return Meaning(year=day.year)
    # 2020 typed into a cell for dates is the day with that number.
    numbers = [(day - first).days for first in FIRST_DAYS]
    typed = next((number for number in numbers if 1900 <= number <= newest), day.year)
    return Meaning(shown=day.isoformat(), suggestion=str(typed) if typed <= newest else None)


def _pair(first: int, second: int, newest: int) -> str | None:
    for made, model in ((first, second), (second, first)):
        if model - made in (0, 1) and 2000 + model <= newest:
            return f"{2000 + made}/{2000 + model}"
    return None
