"""Limits for reading one workbook."""

from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:  # the confined process imports this module, but does not need pydantic
    from vehicle_pipeline.settings import Settings

MEGABYTE = 1_000_000


class WorkbookLimits(NamedTuple):
    """Limits for reading one workbook, far above what the default upload size needs."""

    # Memory of the process that reads, in megabytes.
    memory_mb: int = 1_500
    # Processor time of that process, and how long the parent waits for it, in seconds.
    cpu_seconds: int = 60
    wall_seconds: int = 120
    # All parts of the archive together, unpacked, in megabytes.
    uncompressed_mb: int = 1_000
    # Cells of the sheet, blank ones inside its used range included.
    cells: int = 50_000_000
    # An upload, and what was packed in it, in megabytes.
    upload_mb: int = 20

    @classmethod
    def of(cls, settings: "Settings") -> Self:
        """Return the configured limits."""
        return cls(
            memory_mb=settings.workbook_memory_mb,
            cpu_seconds=settings.workbook_cpu_seconds,
            wall_seconds=settings.workbook_wall_seconds,
            uncompressed_mb=settings.workbook_uncompressed_mb,
            cells=settings.workbook_cells,
            upload_mb=settings.max_upload_mb,
        )


DEFAULT_LIMITS = WorkbookLimits()
