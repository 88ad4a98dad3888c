"""The part of the configuration that bounds what callers, files and runs may take."""

from pydantic import Field
from pydantic_settings import BaseSettings

MEGABYTE = 1_000_000
# Small enough for a run to stay below 700 MB, large enough to make the cost per step negligible.
CHUNK_ROWS = 150_000
# As many as a sheet of Excel has.
MAX_CHUNK_ROWS = 1_048_576


class LimitSettings(BaseSettings):
    """One field per environment variable, as in `Settings`."""

    max_upload_mb: int = Field(
        20, ge=1, le=100_000, description="Largest upload in megabytes (1 MB = 1,000,000 bytes)."
    )
    requests_per_minute: int = Field(
        6_000,
        ge=1,
        le=10_000_000,
        description="Requests of one caller, and of one address, in a minute.",
    )
    uploads_at_once: int = Field(
        256, ge=1, le=1_000_000, description="Uploads on their way at the same time."
    )
    uploads_per_caller: int = Field(16, ge=1, le=1_000_000, description="The same, of one caller.")
    streams_at_once: int = Field(
        4_000,
        ge=1,
        le=1_000_000,
        description="Event streams open at the same time; each takes a connection.",
    )
    streams_per_caller: int = Field(100, ge=1, le=1_000_000, description="The same, of one caller.")
    workbook_memory_mb: int = Field(
        1_500, ge=200, le=1_000_000, description="Memory of the process that parses a workbook."
    )
    workbook_cpu_seconds: int = Field(
        60,
        ge=1,
        le=86_400,
        description="Processor time of that process; about 4 for the largest upload.",
    )
    workbook_wall_seconds: int = Field(
        120, ge=1, le=86_400, description="How long that process is waited for in all."
    )
    workbook_uncompressed_mb: int = Field(
        1_000, ge=1, le=1_000_000, description="All parts of a workbook together, unpacked."
    )
    workbook_cells: int = Field(
        50_000_000,
        ge=1,
        le=10_000_000_000,
        description="Cells of a sheet, blank ones among them included.",
    )
    chunk_rows: int = Field(
        CHUNK_ROWS,
        ge=1,
        le=MAX_CHUNK_ROWS,
        description="Rows per chunk: one read, one validation, one transaction.",
    )

    run_memory_mb: int = Field(
        6_000,
        ge=0,
        le=1_000_000,
        description="Memory that the process of a run may allocate (warm launcher); 0: no limit.",
    )

    @property
    def max_upload_bytes(self) -> int:
        """The upload limit in bytes."""
        return self.max_upload_mb * MEGABYTE
