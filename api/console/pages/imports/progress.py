"""How far an import is."""

from dataclasses import dataclass
from datetime import UTC, datetime

from vehicle_pipeline.contracts import ImportRecord, ImportStatus
from vehicle_pipeline.domain import pace


@dataclass(frozen=True)
class Progress:
    """Of a running import: rows done, their share, the rate and what is left by it, in seconds.

    None: nothing shows it yet.
    """

    rows: int
    share: float | None
    rate: float
    seconds_left: float | None

    @property
    def quarter(self) -> int:
        """How many quarters are done, of which people hear."""
        return int((self.share or 0) * 4)


def progress_of(record: ImportRecord) -> Progress:
    """Return how far an import is at this moment."""
    rows, total = record.counts.total, record.total_rows
    until = record.finished_at or datetime.now(UTC)
    seconds = (until - record.started_at).total_seconds() if record.started_at else 0.0
    is_running = record.status is ImportStatus.PROCESSING
    return Progress(
        rows=rows,
        share=min(1.0, rows / total) if total else None,
        rate=pace.rows_per_second(rows, seconds),
        seconds_left=pace.seconds_left(rows, total, seconds) if is_running else None,
    )
