"""Schedules, their occurrences and the objects of their sources as JSON."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.schemas.base import Answer, Page, UtcTime
from vehicle_pipeline.contracts import ConflictPolicy, DialectOverrides, ImportStatus
from vehicle_pipeline.guard_contracts import Guard
from vehicle_pipeline.schedule_contracts import (
    LocationSource,
    MissedPolicy,
    ObjectState,
    OccurrenceState,
    UploadSource,
)
from vehicle_pipeline.webhook_contracts import ImportEvent


class OccurrenceImport(Answer):
    """An import that an occurrence made, and what has become of it."""

    job_id: UUID
    status: ImportStatus | None = Field(description="null: it is not kept any more.")


class Occurrence(Answer):
    """A due time of a schedule, and what became of it."""

    id: int = Field(examples=[12])
    due_at: UtcTime
    state: OccurrenceState
    reason: str | None = Field(description="Why it is so, in one sentence.")
    reason_code: str | None = Field(examples=["caught_up_after_outage"])
    job_ids: list[UUID] = Field(description="The imports that it made.")
    imports: list[OccurrenceImport] = Field(description="The same, with their status.")
    dagster_run_id: str | None
    started_at: UtcTime | None
    finished_at: UtcTime | None


class OccurrenceList(Page):
    """Occurrences, the latest due time first."""

    items: list[Occurrence]


class SourceObject(Answer):
    """A version of an object as the source of a schedule showed it."""

    id: int = Field(examples=[345])
    key: str = Field(description="Its name below the location.", examples=["2026/frota.xlsx"])
    version: str = Field(description="Changes when the object does.")
    size: int = Field(description="Bytes.")
    modified_at: UtcTime
    sha256: str | None
    state: ObjectState
    job_id: UUID | None = Field(description="Its import, or the one that had its content.")
    reason: str | None = Field(description="Why it was not imported, in one sentence.")
    reason_code: str | None
    seen_at: UtcTime


class ObjectList(Page):
    """Objects, the newest first."""

    items: list[SourceObject]


class ObjectAgain(SourceObject):
    """An object that will be imported again."""

    occurrence: Occurrence | None = Field(
        description="Will import it; null while the schedule is paused: the next one does."
    )


class ScheduleLinks(Answer):
    """Where to go from a schedule."""

    itself: str = Field(alias="self")
    occurrences: str
    objects: str
    imports: str


class ScheduleWebhook(Answer):
    """Who is told what becomes of a schedule's imports."""

    receiver: str = Field(
        description="Scheme and host of its address; the rest, and the secret, are not shown.",
        examples=["https://hooks.example.com"],
    )
    events: list[ImportEvent]


class ScheduleNote(Answer):
    """Something worth knowing about a schedule, in one sentence."""

    code: str = Field(examples=["short_months_skipped"])
    message: str


class Schedule(Answer):
    """A schedule."""

    id: UUID = Field(examples=["0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70"])
    name: str = Field(examples=["Frota mensal"])
    cron: str = Field(examples=["0 6 1 * *"])
    timezone: str = Field(examples=["America/Sao_Paulo"])
    source: UploadSource | LocationSource
    on_conflict: ConflictPolicy
    overrides: DialectOverrides
    missed: MissedPolicy
    guard: Guard
    webhook: ScheduleWebhook | None
    enabled: bool
    next_times: list[datetime] = Field(
        description="The next five, with the zone's offset; of a paused one, if it were not.",
        examples=[["2026-12-01T06:00:00-03:00"]],
    )
    notes: list[ScheduleNote] = Field(
        description="What its terms leave out, as months without a day 31; when it is made or "
        "changed, also that its source does not answer now."
    )
    last_occurrence: Occurrence | None
    paused_at: UtcTime | None
    paused_because: str | None = Field(description="In one sentence.")
    paused_because_code: str | None = Field(examples=["paused_by_owner"])
    not_started_because: str | None = Field(
        description="Why none of its times starts although it is enabled, in one sentence."
    )
    created_at: UtcTime
    updated_at: UtcTime
    links: ScheduleLinks


class ScheduleList(Page):
    """Schedules, by name."""

    items: list[Schedule]
