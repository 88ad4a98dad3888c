"""What a schedule may say."""

import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from vehicle_pipeline.domain import upload_options
from vehicle_pipeline.domain.excerpts import excerpt
from vehicle_pipeline.domain.schedules import zones
from vehicle_pipeline.domain.schedules.object_names import NamePattern
from vehicle_pipeline.domain.schedules.timetable import timetable
from vehicle_pipeline.domain.storable import is_storable
from vehicle_pipeline.errors import BadOptionError, BadScheduleError
from vehicle_pipeline.schedule_contracts import (
    MOST_NAME,
    LocationSource,
    ScheduleTerms,
    UploadSource,
)


def checked(terms: ScheduleTerms) -> ScheduleTerms:
    """Return the terms with a tidy name and cron expression; raises BadScheduleError.

    Codes: those of `timetable`, bad_glob, bad_name; BadOptionError of the overrides. Whether a
    location may be read is the source adapters' question.
    """
    name = _name(terms.name)
    _check_glob(terms.source)
    cron = timetable(terms.cron, terms.timezone).cron
    overrides = upload_options.checked(terms.overrides)
    return terms.model_copy(update={"name": name, "cron": cron, "overrides": overrides})


def term_faults(given: Mapping[str, Any]) -> list[BadScheduleError | BadOptionError]:
    """Return what `checked` would refuse of some terms, by their names: an error for each."""
    zone = given.get("timezone", zones.DEFAULT)
    known = zone if zone in zones.names() else zones.DEFAULT
    checks: dict[str, Callable[[Any], object]] = {
        "name": _name,
        "cron": lambda cron: timetable(cron, known),
        "timezone": zones.zone,
        "source": _check_glob,
        "overrides": upload_options.checked,
    }
    found = (_fault(check, given[name]) for name, check in checks.items() if name in given)
    return [fault for fault in found if fault]


def _fault(check: Callable[[Any], object], value: Any) -> BadScheduleError | BadOptionError | None:
    try:
        check(value)
    except (BadScheduleError, BadOptionError) as error:
        return error
    return None


def _check_glob(source: UploadSource | LocationSource) -> None:
    if isinstance(source, LocationSource):
        NamePattern(source.glob)


def tidy(name: str) -> str:
    """Return the one spelling of a schedule's name."""
    return unicodedata.normalize("NFC", " ".join(name.split()))


def alike(name: str) -> str:
    """Return what is the same for names that people cannot tell apart, or mistype."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _name(text: str) -> str:
    """Signs that are not seen would make two names look like one."""
    if not is_storable(text):
        raise BadScheduleError("bad_name", name=excerpt(text))
    name = tidy(text)
    with suppress(ValueError):
        UUID(name)
        raise BadScheduleError("bad_name", name=excerpt(text), reason="name_is_id")
    if not name or not name.isprintable() or len(name) > MOST_NAME:
        raise BadScheduleError("bad_name", name=excerpt(text))
    return name
