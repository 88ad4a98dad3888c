"""Models of schedules, of their due times and of the objects of their sources."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from vehicle_pipeline.contracts import Assumption, ConflictPolicy, DialectOverrides
from vehicle_pipeline.frozen import Frozen
from vehicle_pipeline.guard_contracts import Guard
from vehicle_pipeline.webhook_contracts import ScheduleWebhook

# Characters of a schedule's name.
MOST_NAME = 100
ScheduleName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_NAME)
]


class MissedPolicy(StrEnum):
    """Which of the due times that passed unused run late, once the system runs again."""

    NONE = "none"
    LATEST = "latest"
    ALL = "all"


class UploadSource(Frozen):
    """The stored file of an earlier import."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, serialize_by_alias=True
    )

    import_id: UUID = Field(alias="import")


class Pick(StrEnum):
    """Which of a location's objects a schedule imports."""

    NEW = "new"
    NEWEST = "newest"


class LocationSource(Frozen):
    """A folder, or `s3://bucket/prefix`, and which of its objects."""

    location: str = Field(min_length=1, max_length=1_024)
    glob: str = Field("*", min_length=1, max_length=250)
    pick: Pick = Pick.NEW


class ScheduleTerms(Frozen):
    """What the owner of a schedule decides; `domain.schedules.terms` checks it."""

    name: ScheduleName
    cron: str
    timezone: str = "America/Sao_Paulo"
    source: UploadSource | LocationSource
    on_conflict: ConflictPolicy = ConflictPolicy.UPDATE
    overrides: DialectOverrides = DialectOverrides()
    missed: MissedPolicy = MissedPolicy.LATEST
    guard: Guard = Guard()
    webhook: ScheduleWebhook | None = None
    enabled: bool = True


class Schedule(ScheduleTerms):
    """One row of `schedules`."""

    id: UUID
    planned_until: datetime = Field(description="Due times up to here have their occurrences.")
    paused_at: datetime | None
    paused_because: Assumption | None = Field(description="A sentence's code and params.")
    failures: int = Field(0, description="Occurrences that failed one after the other.")
    created_at: datetime
    updated_at: datetime


class OccurrenceState(StrEnum):
    """Life of an occurrence."""

    DUE = "due"
    RUNNING = "running"
    DONE = "done"
    NOTHING_NEW = "nothing_new"
    SKIPPED = "skipped"
    MISSED = "missed"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self in (self.DUE, self.RUNNING)


class Occurrence(Frozen):
    """One row of `schedule_occurrences`: a due time of a schedule and what became of it."""

    id: int
    schedule_id: UUID
    due_at: datetime
    state: OccurrenceState
    reason: str | None = Field(description="Code of the sentence that says why.")
    params: dict[str, Any]
    job_ids: list[UUID] = Field(description="The imports that it made.")
    dagster_run_id: str | None
    started_at: datetime | None
    finished_at: datetime | None
    judged: bool = Field(False, description="Whether it was counted as a failure, or as none.")


class ObjectState(StrEnum):
    """What became of an object of a source."""

    GROWING = "growing"
    NEW = "new"
    IMPORTED = "imported"
    SAME_CONTENT = "same_content"
    REFUSED = "refused"
    FAILED = "failed"


class SourceObject(Frozen):
    """One row of `source_objects`: a version of an object as a schedule's source showed it."""

    id: int
    schedule_id: UUID
    key: str
    path: str
    version: str
    size: int
    modified_at: datetime
    sha256: str | None
    state: ObjectState
    job_id: UUID | None = Field(description="Its import, or the one that had its content.")
    reason: str | None
    params: dict[str, Any]
    seen_at: datetime
