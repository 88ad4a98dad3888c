"""Cron expressions as choices, and choices as cron expressions.

People choose "on Mondays at 7"; whatever the choices cannot say stays an expression.
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["daily", "weekdays", "monthly", "last_day", "hourly", "expression"]
# Hours between two times, such that each day has the same ones.
EVERY = (1, 2, 3, 4, 6, 8, 12)
# As cron counts them: 0 is Sunday.
WEEKDAYS = range(7)
DAYS = range(1, 32)
# The last day of each month.
_LAST = "L"

_NAMES = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_DIGITS = frozenset("01234567")
_STEP = re.compile(r"\*(?:/([0-9]{1,2}))?")
_NUMBER = re.compile(r"[0-9]{1,2}")


@dataclass(frozen=True)
class Choice:
    """When a schedule is due; what a kind does not need keeps its default."""

    kind: Kind
    hour: int = 6
    minute: int = 0
    weekdays: tuple[int, ...] = ()
    day: int = 1
    every: int = 1
    expression: str = ""

    @property
    def cron(self) -> str:
        """The choice as an expression of five fields."""
        match self.kind:
            case "daily":
                return f"{self.minute} {self.hour} * * *"
            case "weekdays":
                days = ",".join(map(str, sorted(self.weekdays)))
                return f"{self.minute} {self.hour} * * {days}"
            case "monthly":
                return f"{self.minute} {self.hour} {self.day} * *"
            case "last_day":
                return f"{self.minute} {self.hour} {_LAST} * *"
            case "hourly":
                hours = "*" if self.every == 1 else f"*/{self.every}"
                return f"{self.minute} {hours} * * *"
            case "expression":
                return self.expression


def choice_of(cron: str) -> Choice:
    """Return the choice that an expression of five valid fields is."""
    minutes, hours, days, months, weekdays = cron.split()
    other = Choice("expression", expression=cron)
    if not _NUMBER.fullmatch(minutes) or months != "*":
        return other
    minute, is_daily = int(minutes), (days, weekdays) == ("*", "*")
    if step := _STEP.fullmatch(hours):
        every = int(step[1] or 1)
        is_chosen = is_daily and every in EVERY
        return Choice("hourly", minute=minute, every=every) if is_chosen else other
    if not _NUMBER.fullmatch(hours):
        return other
    hour = int(hours)
    if is_daily:
        return Choice("daily", hour, minute)
    if days == "*" and (chosen := _weekdays(weekdays)):
        return Choice("weekdays", hour, minute, weekdays=chosen)
    if weekdays == "*" and days.upper() == _LAST:
        return Choice("last_day", hour, minute)
    if weekdays == "*" and _NUMBER.fullmatch(days):
        return Choice("monthly", hour, minute, day=int(days))
    return other


def _weekdays(field: str) -> tuple[int, ...]:
    """Return the days of a field such as `1-5` or `MON,WED`; none for anything else."""
    found: set[int] = set()
    for term in field.upper().split(","):
        first, dash, last = term.partition("-")
        begin, end = _weekday(first), _weekday(last if dash else first)
        if begin is None or end is None or begin > end:
            return ()
        found.update(range(begin, end + 1))
    # 7 is Sunday, too.
    return tuple(sorted({day % 7 for day in found}))


def _weekday(text: str) -> int | None:
    if text in _NAMES:
        return _NAMES.index(text)
    return int(text) if text in _DIGITS else None
