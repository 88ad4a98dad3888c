"""Imports as JSON."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from api.schemas.base import Answer, Page, UtcTime
from vehicle_pipeline.contracts import (
    Assumption,
    ConflictPolicy,
    Dialect,
    DialectOverrides,
    ImportStatus,
)
from vehicle_pipeline.guard_contracts import Guard, GuardFigures, HeldBecause


class ImportCreated(Answer):
    """An upload was accepted."""

    job_id: UUID = Field(examples=["0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70"])
    status: ImportStatus = Field(examples=["pending"])
    same_content_as: UUID | None = Field(
        None, description="The first import that had the same content; this one is made anyway."
    )


class Log(Answer):
    """One line of an import's log."""

    id: int
    level: Literal["info", "warning", "error"]
    code: str
    message: str
    row_number: int | None
    created_at: UtcTime | None


class Stages(Answer):
    """How long an import has spent where, in seconds; null: not there yet."""

    waiting_seconds: float | None = Field(description="From upload to the start of the run.")
    processing_seconds: float | None = Field(description="From start to finish.")


class PresentedAssumption(Assumption):
    """An assumption about the file, with its sentence."""

    message: str


class Receipt(Dialect):
    """How the file was read: decided once, the same for the preview, the import and its errors."""

    # Never written to, so that the narrower type does no harm.
    assumptions: list[PresentedAssumption]  # type: ignore[assignment]


class PresentedBecause(HeldBecause):
    """A limit of the guard that an import exceeds, with its sentence."""

    detail: str


class Counts(Answer):
    """Where rows would go."""

    inserted_rows: int
    updated_rows: int
    unchanged_rows: int
    duplicate_rows: int
    rejected_rows: int
    processed_rows: int = Field(description="Inserted, updated or unchanged.")
    error_rows: int = Field(description="Duplicate or rejected.")


class Report(Answer):
    """What an import that was only tried would do under each conflict policy."""

    skip: Counts
    update: Counts


class Links(Answer):
    """Where to go from an import."""

    itself: str = Field(alias="self")
    errors: str
    errors_csv: str = Field(description="The rejected rows, to be corrected and sent again.")
    errors_xlsx: str
    parent: str | None = Field(description="The import whose rejected rows these are, corrected.")
    stream: str
    dagster_run: str | None = Field(description="The run in the Dagster UI, once there is one.")


class Import(Answer):
    """An import; `processed_rows + error_rows = total_rows` once it is completed."""

    id: UUID
    filename: str = Field(examples=["frota.csv"])
    file_size: int = Field(description="Bytes.")
    status: ImportStatus
    total_rows: int | None = Field(description="Null until the file has been opened.")
    processed_rows: int = Field(
        description="Inserted, updated or unchanged; of an undo, removed or restored."
    )
    error_rows: int = Field(description="Duplicate or rejected.")
    inserted_rows: int
    updated_rows: int
    unchanged_rows: int
    removed_rows: int = Field(description="Of an undo: vehicles that are gone.")
    restored_rows: int = Field(description="Of an undo: vehicles with their earlier values.")
    duplicate_rows: int
    rejected_rows: int = Field(description="Of an undo: vehicles that stay as they are.")
    created_by: str | None = Field(description="Who asked for it, where that is known.")
    created_at: UtcTime
    started_at: UtcTime | None
    finished_at: UtcTime | None
    stages: Stages
    dagster_run_id: str | None
    on_conflict: ConflictPolicy
    overrides: DialectOverrides = Field(
        description="The options that the sender gave for the file."
    )
    dialect: Receipt | None = Field(description="How the file was read.")
    dry_run: bool = Field(description="Only tried: the counts are of what would happen.")
    dry_run_report: Report | None = Field(description="Of a dry run that is completed.")
    parent_id: UUID | None = Field(description="The import whose rejected rows these are.")
    undoes: UUID | None = Field(description="The import that this one takes back.")
    undone_by: UUID | None = Field(description="The import that takes this one back.")
    schedule_id: UUID | None = Field(description="The schedule that made it.")
    occurrence_id: int | None = Field(description="The due time of that schedule, by its id.")
    same_content_as: UUID | None = Field(
        description="The first import that had the same content, when this one was uploaded."
    )
    guard: Guard = Field(description="Limits beyond which it is held.")
    judged: GuardFigures | None = Field(
        description="What the import would do, when the guard looked at it last."
    )
    held_because: list[PresentedBecause] | None = Field(
        description="The limits that it exceeded then; null: none."
    )
    held_at: UtcTime | None
    decision: Literal["approved", "discarded"] | None = Field(
        description="What was decided about it when it was held."
    )
    decided_by: str | None
    decided_at: UtcTime | None
    corrections: list[UUID] = Field(description="Imports that brought rejected rows of this one.")
    error_code: str | None
    error: str | None = Field(description="Why the import failed, in one sentence.")
    logs: list[Log] = Field(description="The newest lines, oldest first.")
    links: Links


class ImportList(Page):
    """Imports in the order asked for."""

    items: list[Import]
    next_cursor: str | None = Field(
        description="`cursor` of the next page; null: this is the last."
    )
