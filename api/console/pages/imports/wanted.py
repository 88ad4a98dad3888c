"""The filters of the list of imports, as its form sends them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Query

from api.console.rendering import ShownPage
from api.schemas.text import Text
from vehicle_pipeline.adapters.imports.listing import ImportFilter
from vehicle_pipeline.contracts import ConflictPolicy, ImportStatus
from vehicle_pipeline.domain.plates import canonical

# What a field takes, in characters. An address may bring more, which is said beside the field.
LONGEST = 200
_Typed = Annotated[Text, Query(max_length=2_000)]


class _DryRuns(StrEnum):
    ONLY = "so"
    NONE = "sem"


_CHOICES: dict[str, Callable[[str], Any]] = {
    "situacao": ImportStatus,
    "regra": ConflictPolicy,
    "agendamento": UUID,
    "simulacoes": _DryRuns,
}


@dataclass(frozen=True)
class Wanted:
    """What a person wants to see; `typed` are the fields as sent, `faults` sentences by field."""

    typed: dict[str, str]
    found: ImportFilter
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def is_any(self) -> bool:
        """Whether all imports are wanted."""
        return not self.typed

    @property
    def has_more(self) -> bool:
        """Whether a filter is used that is folded away otherwise."""
        return not self.typed.keys() <= {"arquivo", "placa", "situacao"}

    def address(self, rows: str = "", **place: str) -> str:
        """Return the address of the list, or of its `rows` alone, with these filters at a place."""
        return f"/importacoes{rows}?{urlencode({**self.typed, **place})}"


def _wanted(
    page: ShownPage,
    arquivo: _Typed = "",
    placa: _Typed = "",
    situacao: _Typed = "",
    regra: _Typed = "",
    agendamento: _Typed = "",
    simulacoes: _Typed = "",
    de: _Typed = "",
    ate: _Typed = "",
) -> Wanted:
    texts = {
        "arquivo": arquivo.strip(),
        "placa": placa.strip(),
        "situacao": situacao,
        "regra": regra,
        "agendamento": agendamento,
        "simulacoes": simulacoes,
        "de": de.strip(),
        "ate": ate.strip(),
    }
    typed = {name: str(text) for name, text in texts.items() if text}
    chosen = {name: choice(kind, typed.get(name)) for name, kind in _CHOICES.items()}
    first, last = _day(typed.get("de")), _day(typed.get("ate"))
    faults = {
        name: "ui_imports_bad_day"
        for name, day in (("de", first), ("ate", last))
        if name in typed and day is None
    }
    for name, value in chosen.items():
        if name in typed and value is None:
            faults[name] = "ui_bad_choice"
    too_long = [name for name, text in typed.items() if len(text) > LONGEST]
    if "placa" in typed and canonical(typed["placa"]) is None:
        faults["placa"] = "ui_imports_bad_plate"
    if first and last and first > last:
        faults["ate"] = "ui_imports_empty_period"
    zone = page.reader.zone
    found = ImportFilter(
        filename=typed.get("arquivo"),
        placa=typed.get("placa"),
        status=chosen["situacao"],
        on_conflict=chosen["regra"],
        schedule_id=chosen["agendamento"],
        dry_run=chosen["simulacoes"] and chosen["simulacoes"] is _DryRuns.ONLY,
        created_from=first and _midnight(first, zone),
        created_to=last and _midnight(last + timedelta(days=1), zone),
    )
    said = {name: page.text(code) for name, code in faults.items()}
    said |= {name: page.text("ui_too_long", limit=LONGEST) for name in too_long}
    return Wanted(typed, found, said)


def choice(kind: Callable[[str], Any], text: str | None) -> Any:
    """Return what a field has chosen; None for nothing, or for what it does not offer."""
    try:
        return kind(text) if text else None
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    """Return the day that a date field has sent; far ones, which no clock reaches, are none."""
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return day if day and 1970 <= day.year < 9999 else None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


WantedImports = Annotated[Wanted, Depends(_wanted)]
