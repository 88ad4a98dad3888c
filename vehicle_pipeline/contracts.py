"""Models of the data that crosses process boundaries; each is parsed once, at the edge."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from vehicle_pipeline.frozen import Frozen
from vehicle_pipeline.guard_contracts import Guard, GuardFigures, HeldBecause

# Run tag with the id of a run's import; people also search the run list by it.
JOB_ID_TAG = "import/job_id"
FILENAME_TAG = "import/filename"
DELIVERY_TAG = "import/delivery"
# "true" on the run of a dry run; absent from any other run.
DRY_RUN_TAG = "import/dry_run"
# On the run of an undo, the import that it takes back.
UNDOES_TAG = "import/undoes"
# On the runs of a schedule's imports: its name, and the id of the occurrence.
SCHEDULE_TAG = "import/schedule"
OCCURRENCE_TAG = "import/occurrence"
# On the runs of a schedule's imports, its id: they run one at a time, in the order of their files.
IN_ORDER_TAG = "import/in_order_of"
# On the runs of occurrences, the schedule's id: they run one at a time, in their order.
ONE_OF_TAG = "import/one_of"
# On the run of an occurrence: when it was due.
DUE_TAG = "import/due_at"
# Dagster's schedule that starts the occurrences of ours.
TICKING = "scheduled_reimports"
# The delivery that asked for the run, as a place in a trace (W3C).
TRACEPARENT_TAG = "import/traceparent"
# The run's own id, on a run that was killed for making no progress.
STALLED_TAG = "import/stalled"
# Dagster's tag on a failed run: "true" if Dagster is going to retry it.
WILL_RETRY_TAG = "dagster/will_retry"
# Metadata entry of a Dagster event whose value is a JSON list of `LiveEvent`s for browsers.
LIVE_EVENTS_KEY = "live_events"


class ImportStatus(StrEnum):
    """Life of an import."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    HELD = "held"
    CANCELLED = "cancelled"
    UNDONE = "undone"

    @property
    def is_terminal(self) -> bool:
        """Whether the import has ended; only a revival or an undo can change it."""
        return not self.wants_run and self is not self.HELD

    @property
    def wants_run(self) -> bool:
        """Whether a run is to work on the import; one that is held waits for a person."""
        return self in (self.PENDING, self.PROCESSING)


class ConflictPolicy(StrEnum):
    """How to treat a row whose plate is already in the table."""

    SKIP = "skip"
    UPDATE = "update"


class QueueMessage(BaseModel):
    """Body of an SQS message; unknown fields of later versions are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    job_id: UUID


class Encoding(StrEnum):
    """Encodings that text files of Brazilian users come in; values are Python's names."""

    UTF_8 = "utf-8"
    WINDOWS_1252 = "windows-1252"
    ISO_8859_1 = "iso-8859-1"
    UTF_16 = "utf-16"
    UTF_32 = "utf-32"
    CP850 = "cp850"
    MAC_ROMAN = "mac-roman"


class Delimiter(StrEnum):
    """What stands between the fields of a text file."""

    COMMA = ","
    SEMICOLON = ";"
    TAB = "\t"
    PIPE = "|"


DecimalMark = Literal["comma", "dot"]
FieldName = Literal["modelo", "placa", "ano", "valor_fipe"]
# As Excel has them.
MAX_COLUMNS = 16_384
# A column of a file: its header's text, or its number, the first being 1, where no text names it.
ColumnName = str | Annotated[int, Field(strict=True, ge=1, le=MAX_COLUMNS)]


class CsvDialect(StrEnum):
    """Of exports: `pt-br` is what Excel in Brazil opens by a double click."""

    PLAIN = "plain"
    PT_BR = "pt-br"


class DialectOverrides(Frozen):
    """What the sender says about a file; what is None is detected."""

    encoding: Encoding | None = None
    delimiter: Delimiter | None = None
    decimal: DecimalMark | None = None
    sheet: str | None = None
    header_row: int | None = Field(None, ge=1, le=1_048_576)
    mapping: dict[FieldName, ColumnName] = Field(
        default_factory=dict,
        description="Our field to the text of the file's header, or to the column's number (the "
        "first is 1) where it has no name, or shares it.",
    )


class Assumption(Frozen):
    """An assumption about a file that may be wrong: a sentence's code and params."""

    code: str
    params: dict[str, Any] = Field(default_factory=dict)


class Dialect(Frozen):
    """How a file is read, the receipt: decided once, stored with the import, used by everyone."""

    kind: Literal["csv", "excel"]
    encoding: str | None = None
    delimiter: str | None = None
    is_wrapped: bool = Field(False, description="Each whole record is quoted once more.")
    sheet: str | None = None
    header_row: int = Field(1, ge=1, description="Row of the header as the user counts rows.")
    columns: list[str] = Field(description="The header's texts, in file order.")
    mapping: dict[str, str] = Field(description="Our field to the header's text.")
    positions: dict[str, int] = Field(description="Our field to the column's 0-based position.")
    ignored: list[str] = Field(default_factory=list, description="Columns that are not ours.")
    decimal: DecimalMark | None = Field(
        None, description="Decimal sign of valor_fipe; None: native numbers."
    )
    third_decimals: list[DecimalMark] = Field(
        default_factory=list,
        description="Signs before three decimals in some values of valor_fipe; values that are "
        "otherwise read as thousands are then rejected.",
    )
    assumptions: list[Assumption] = Field(
        default_factory=list, description="What was assumed and might be otherwise."
    )
    overridden: list[str] = Field(
        default_factory=list, description="Settings given by the sender instead of detected."
    )
    parent_id: UUID | None = Field(
        None, description="The import whose rejected rows this file holds, corrected."
    )

    @property
    def decimal_set(self) -> DecimalMark | None:
        """The decimal sign if the sender has set it; prices are then read by nothing else."""
        return self.decimal if "decimal" in self.overridden else None


class Chunk(Frozen):
    """A range of records of one upload, without the records themselves."""

    index: int = Field(ge=0)
    first_row: int = Field(ge=1, description="Spreadsheet row number of the first record.")
    row_count: int = Field(ge=1, description="Records, blank ones excluded.")


class ChunkPlan(Chunk):
    """A chunk with the dialect that an op needs to read it."""

    dialect: Dialect


class ImportCounts(Frozen):
    """Numbers of rows by outcome; `total` is their sum (conservation).

    Of an undo, numbers of vehicles: `removed`, `restored`, or `rejected`, which stay as they are.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    restored: int = 0
    duplicate: int = 0
    rejected: int = 0

    @property
    def total(self) -> int:
        """All rows counted."""
        return self.processed + self.errors

    @property
    def processed(self) -> int:
        """Rows whose values are in the table, or vehicles for which an undo did its work."""
        return self.inserted + self.updated + self.unchanged + self.removed + self.restored

    @property
    def errors(self) -> int:
        """Rows that were not imported; duplicates count as errors, as in the seed."""
        return self.duplicate + self.rejected

    def __add__(self, other: "ImportCounts") -> "ImportCounts":
        return ImportCounts(
            **{name: getattr(self, name) + getattr(other, name) for name in type(self).model_fields}
        )


class DryRunReport(Frozen):
    """What an import would do under each conflict policy."""

    skip: ImportCounts
    update: ImportCounts


class ImportRecord(Frozen):
    """One row of `import_jobs`."""

    id: UUID
    filename: str
    object_key: str
    file_size: int
    on_conflict: ConflictPolicy
    status: ImportStatus
    total_rows: int | None
    counts: ImportCounts
    overrides: DialectOverrides
    dry_run: bool
    parent_id: UUID | None = Field(description="The import whose rejected rows these are.")
    undoes: UUID | None = Field(None, description="The import that this one takes back.")
    undone_by: UUID | None = Field(None, description="The import that takes this one back.")
    schedule_id: UUID | None = Field(None, description="The schedule that made it.")
    occurrence_id: int | None = None
    same_content_as: UUID | None = Field(
        None, description="The first import that had the same content."
    )
    retries: int = Field(0, description="How often the nightly schedule has taken it up again.")
    guard: Guard = Guard()
    judged: GuardFigures | None = Field(None, description="What it was judged by last.")
    held_because: list[HeldBecause] | None = Field(
        None, description="The limits of its guard that it exceeded when it was judged last."
    )
    held_at: datetime | None = None
    approved: GuardFigures | None = Field(None, description="The figures that were approved.")
    decision: Literal["approved", "discarded"] | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    dialect: Dialect | None
    dry_run_report: DryRunReport | None
    dagster_run_id: str | None
    error_code: str | None
    error_params: dict[str, Any]
    ended_by_run: bool = Field(
        False, description="The end of its run in Dagster's log shows that it has ended."
    )
    created_by: str | None = Field(None, description="Who asked for it, where that is known.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    progress_at: datetime | None = Field(None, description="When progress was published last.")
    revived_at: datetime | None = Field(None, description="When it was continued after its end.")
    rows_removed_at: datetime | None = Field(
        None, description="When its expired rejected rows and log lines were removed."
    )

    @property
    def is_ended_by_run(self) -> bool:
        """Whether the end of its run shows its own; that of a completed one always does."""
        return self.ended_by_run or self.status is ImportStatus.COMPLETED

    @property
    def epoch(self) -> datetime:
        """When the import was created or last revived; runs created before do not count."""
        return self.revived_at or self.created_at


class LogRecord(Frozen):
    """One row of `job_logs`; its sentence is made from code and params in the reader's language.

    The database assigns `id` and `created_at`.
    """

    id: int | None = None
    level: Literal["info", "warning", "error"]
    code: str
    params: dict[str, Any] = Field(default_factory=dict)
    row_number: int | None = None
    created_at: datetime | None = None


class FaultCode(StrEnum):
    """Kind of a fault of a row; its sentence may be more exact."""

    REQUIRED = "required"
    INVALID_PLATE = "invalid_plate"
    INVALID_YEAR = "invalid_year"
    INVALID_PRICE = "invalid_price"
    MALFORMED_ROW = "malformed_row"
    DUPLICATE_IN_FILE = "duplicate_in_file"
    DUPLICATE_IN_DATABASE = "duplicate_in_database"
    CHANGED_LATER = "changed_later"
    HISTORY_REMOVED = "history_removed"


class RejectedRow(Frozen):
    """One fault of one row. A row with several faults has several of these."""

    row_number: int
    code: str
    field: str
    value: str | None
    params: dict[str, Any] = Field(default_factory=dict)
    suggestion: str | None = None


class LiveEvent(Frozen):
    """An event about a running import, streamed to browsers."""

    event: Literal["job_status", "job_progress", "job_log"]
    data: dict[str, Any]
