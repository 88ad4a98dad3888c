"""The form of a schedule: what was typed, and what the API's models make of it."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import Field

from api.console.amounts import amount
from api.console.faults import Faults
from api.console.reading_form import COLUMNS, ReadingForm
from api.console.rendering import Page
from api.schedule_edits import edition
from api.schemas.schedule_terms import NewSchedule
from vehicle_pipeline.domain.schedules.choices import DAYS, EVERY, Choice, choice_of
from vehicle_pipeline.domain.upload_options import READING
from vehicle_pipeline.guard_contracts import MOST_CHANGE, Guard
from vehicle_pipeline.schedule_contracts import ScheduleTerms, UploadSource

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?")
# Limit of a guard -> the most that it may be, in percent.
LIMITS = {name: 100 * (MOST_CHANGE if "price" in name else 1) for name in Guard.model_fields}
# What the page calls parts of the form -> the fields of each.
_HEADINGS = {
    "ui_schedule_name": ["name"],
    "ui_schedule_source": ["origin", "location", "glob", "pick", "import_id"],
    "ui_schedule_policy": ["on_conflict"],
    "ui_schedule_missed": ["missed"],
    "ui_schedule_overrides": [*READING, *COLUMNS.values()],
    "ui_schedule_guard": [*LIMITS],
}
_NEW = {name: field.default for name, field in NewSchedule.model_fields.items()}


class ScheduleForm(ReadingForm):
    """The texts of the form; every one is shown again, whatever it is."""

    name: str = ""
    kind: str = "daily"
    time: str = "06:00"
    weekdays: list[str] = Field(default_factory=list)
    day: str = ""
    every: str = "6"
    minute: str = "0"
    cron: str = ""
    timezone: str = _NEW["timezone"]
    origin: str = "location"
    location: str = ""
    glob: str = "*"
    pick: str = "new"
    import_id: str = ""
    on_conflict: str = _NEW["on_conflict"].value
    missed: str = _NEW["missed"].value
    max_rejected_share: str = ""
    max_changed_share: str = ""
    max_price_change: str = ""
    max_median_price_change: str = ""
    max_shrink: str = ""
    # What the button that was pressed is for.
    do: str = "save"
    # Of the schedule as it was when the form was shown: see `schedule_edits.edition`.
    seen: str = ""

    @classmethod
    def of(cls, terms: ScheduleTerms, page: Page) -> "ScheduleForm":
        """Return the form that says what a schedule says."""
        choice = choice_of(terms.cron)
        source = terms.source
        origin: dict[str, Any] = {"origin": "import"}
        if isinstance(source, UploadSource):
            origin["import_id"] = str(source.import_id)
        else:
            origin = {"origin": "location", **source.model_dump(mode="json")}
        limits = terms.guard.model_dump(exclude_none=True)
        return cls(
            name=terms.name,
            kind=choice.kind,
            time=f"{choice.hour:02}:{choice.minute:02}",
            weekdays=[str(day) for day in choice.weekdays],
            day=str(choice.day) if choice.kind == "monthly" else "",
            every=str(choice.every),
            minute=str(choice.minute),
            cron=terms.cron,
            timezone=terms.timezone,
            on_conflict=terms.on_conflict.value,
            missed=terms.missed.value,
            seen=edition(terms),
            **origin,
            **cls.texts_of(terms.overrides),
            **{name: _percent(share, page) for name, share in limits.items()},
        )

    def differences(self, other: "ScheduleForm", page: Page) -> list[str]:
        """Return the codes of what two forms say otherwise, by the headings of the page."""
        here, there = self._said(page), other._said(page)
        return [code for code in here if here[code] != there[code]]

    def _said(self, page: Page) -> dict[str, Any]:
        # Several choices may come to one expression.
        when = {"ui_schedule_when": (self.timing(page)[0], self.timezone)}
        return when | {
            code: [getattr(self, name) for name in names] for code, names in _HEADINGS.items()
        }

    def terms(self, page: Page) -> tuple[dict[str, Any], Faults]:
        """Return what was typed as the API takes it, and what nothing can be made of."""
        cron, faults = self.timing(page)
        guard, more = self._guard(page)
        found = {
            "name": self.name,
            "cron": cron,
            "timezone": self.timezone.strip(),
            "source": self._source(),
            "on_conflict": self.on_conflict,
            "missed": self.missed,
            "guard": guard,
        }
        if self.reading:
            found["overrides"], wrong = self.overrides(page)
            more |= wrong
        return found, {**faults, **more}

    def timing(self, page: Page) -> tuple[str, Faults]:
        """Return the cron expression of the choices."""
        if self.kind == "expression":
            return self.cron, {}
        found = _TIME.fullmatch(self.time.strip())
        minute = _whole(self.minute, range(60))
        day, every = _whole(self.day, DAYS), _whole(self.every, range(25))
        weekdays = tuple({int(each) for each in self.weekdays if each in set("0123456")})
        choice, faults = Choice("daily"), Faults()
        match self.kind:
            case "hourly" if minute is not None and every in EVERY:
                return Choice("hourly", minute=minute, every=every).cron, {}
            case "hourly":
                return choice.cron, {"minute": page.text("ui_schedule_bad_minute")}
            case "weekdays" if weekdays:
                choice = Choice("weekdays", weekdays=weekdays)
            case "weekdays":
                faults["weekdays"] = page.text("ui_schedule_bad_weekdays")
            case "monthly" if day is not None:
                choice = Choice("monthly", day=day)
            case "last_day":
                choice = Choice("last_day")
            case "monthly":
                faults["day"] = page.text("ui_schedule_bad_day")
        if found is None:
            return choice.cron, {**faults, "time": page.text("ui_schedule_bad_time")}
        return _at(choice, int(found[1]), int(found[2])).cron, faults

    def _source(self) -> dict[str, str]:
        if self.origin == "import":
            # The address of an import's page serves as well as its id.
            return {"import": self.import_id.strip().rstrip("/").rpartition("/")[2]}
        return {"location": self.location.strip(), "glob": self.glob.strip(), "pick": self.pick}

    def _guard(self, page: Page) -> tuple[dict[str, float], Faults]:
        guard, faults = dict[str, float](), Faults()
        for name, most in LIMITS.items():
            text = amount(getattr(self, name).replace("%", ""), page.reader.language)
            if not text:
                continue
            percent = _decimal(text)
            if percent is None or not 0 <= percent <= most:
                faults[name] = page.text("ui_schedule_bad_percent", most=most)
            else:
                guard[name] = float(percent / 100)
        return guard, faults


def in_words(cron: str, page: Page) -> str:
    """Return when a schedule is due, as people say it."""
    choice = choice_of(cron)
    names = [page.text(f"ui_weekday_{day}") for day in choice.weekdays]
    is_workdays = choice.weekdays == (1, 2, 3, 4, 5)
    code = "ui_when_workdays" if is_workdays else f"ui_when_{choice.kind}"
    return page.text(
        "ui_when_every_hour" if (choice.kind, choice.every) == ("hourly", 1) else code,
        time=f"{choice.hour:02}:{choice.minute:02}",
        days=", ".join(names),
        day=choice.day,
        every=choice.every,
        minute=f"{choice.minute:02}",
        cron=cron,
    )


def _at(choice: Choice, hour: int, minute: int) -> Choice:
    return Choice(choice.kind, hour, minute, weekdays=choice.weekdays, day=choice.day)


def _whole(text: str, allowed: range) -> int | None:
    digits = text.strip()
    is_whole = digits.isascii() and digits.isdecimal() and len(digits) < 3
    return int(digits) if is_whole and int(digits) in allowed else None


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _percent(share: float, page: Page) -> str:
    text = format(Decimal(str(share)) * 100, "f")
    exact = text.rstrip("0").rstrip(".") if "." in text else text
    return exact.replace(".", ",") if page.reader.language == "pt" else exact
