"""What the owner of a schedule sends: all of it to make one, some of it to change one."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StrictBool, StrictInt, Tag

from api.schemas.given import Given
from vehicle_pipeline.contracts import ConflictPolicy, DialectOverrides
from vehicle_pipeline.domain.schedules.zones import DEFAULT
from vehicle_pipeline.guard_contracts import Guard
from vehicle_pipeline.schedule_contracts import (
    LocationSource,
    MissedPolicy,
    Schedule,
    ScheduleName,
    ScheduleTerms,
    UploadSource,
)
from vehicle_pipeline.webhook_contracts import ScheduleWebhook

EXAMPLE: dict[str, Any] = {
    "name": "Frota mensal",
    "cron": "0 6 1 * *",
    "timezone": "America/Sao_Paulo",
    "source": {"location": "s3://bucket/frota/", "glob": "*.xlsx", "pick": "new"},
    "on_conflict": "update",
    "overrides": {},
    "missed": "latest",
    "guard": {"max_rejected_share": 0.1},
    "enabled": True,
}
CHANGES: dict[str, Any] = {"cron": "30 7 * * MON-FRI", "missed": "all"}


class GivenUpload(Given, UploadSource):
    """The stored file of an earlier import, by its id."""


class GivenLocation(Given, LocationSource):
    """A folder below one of `SOURCE_ROOTS`, or `s3://bucket/prefix`.

    `glob` names its objects (`**` any folders below); `pick` is `new`, every object that was not
    imported, oldest first, or `newest`.
    """


class GivenOverrides(Given, DialectOverrides):
    """How the files are read, as far as it is not to be detected."""

    # `true` would pass for 1.
    header_row: StrictInt | None = Field(None, ge=1, le=1_048_576)


class GivenGuard(Given, Guard):
    """Limits beyond which an import is held for a person's decision."""

    # `true` would pass for 1, and JSON has no infinity.
    model_config = ConfigDict(strict=True, allow_inf_nan=False)


class GivenWebhook(Given, ScheduleWebhook):
    """Who is told what becomes of the schedule's imports, by signed requests.

    `secret` signs them, 16 characters or more; it is never shown again. Addresses in private
    networks are refused when something is sent, unless they are in `WEBHOOK_PRIVATE_TARGETS`.
    """


def _kind(source: Any) -> str:
    return "upload" if isinstance(source, dict) and "import" in source else "location"


Name = Annotated[ScheduleName, Field(description="Unique.")]
Cron = Annotated[str, Field(description="Five fields: minute, hour, day, month, day of the week.")]
Zone = Annotated[str, Field(description="IANA name of the time zone.")]
Source = Annotated[
    Annotated[GivenUpload, Tag("upload")] | Annotated[GivenLocation, Tag("location")],
    Discriminator(_kind),
]
Policy = Annotated[
    ConflictPolicy, Field(description="What to do with plates that are in the table already.")
]
Missed = Annotated[
    MissedPolicy,
    Field(description="Which times that passed while nothing ran are caught up: the newest ones."),
]
Enabled = Annotated[StrictBool, Field(description="False: paused.")]


class NewSchedule(Given):
    """A schedule to be made."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    name: Name
    cron: Cron
    timezone: Zone = DEFAULT
    source: Source
    on_conflict: Policy = ConflictPolicy.UPDATE
    overrides: GivenOverrides = GivenOverrides()
    missed: Missed = MissedPolicy.LATEST
    guard: GivenGuard = GivenGuard()
    webhook: GivenWebhook | None = None
    enabled: Enabled = True

    @property
    def terms(self) -> ScheduleTerms:
        """All of it."""
        return ScheduleTerms(**_fields(self, ScheduleTerms.model_fields))


# Of a field that was not sent; never read.
_UNSENT: Any = None


def _without_defaults(schema: dict[str, Any]) -> None:
    for field in schema["properties"].values():
        del field["default"]
    schema["examples"] = [CHANGES]


class ScheduleChanges(Given):
    """Changes of a schedule: what is not named stays, an object is replaced as a whole."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    name: Name = _UNSENT
    cron: Cron = _UNSENT
    timezone: Zone = _UNSENT
    source: Source = _UNSENT
    on_conflict: Policy = _UNSENT
    overrides: GivenOverrides = _UNSENT
    missed: Missed = _UNSENT
    guard: GivenGuard = _UNSENT
    webhook: GivenWebhook | None = _UNSENT
    enabled: Enabled = _UNSENT

    def applied(self, before: Schedule) -> ScheduleTerms:
        """Return the terms of a schedule with these changes."""
        kept = _fields(before, ScheduleTerms.model_fields)
        return ScheduleTerms(**{**kept, **_fields(self, self.model_fields_set)})


def _fields(given: BaseModel, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(given, name) for name in names}
