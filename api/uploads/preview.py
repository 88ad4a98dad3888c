"""Looking at an upload without keeping anything of it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from anyio import CapacityLimiter
from fastapi import Request

from api.uploads.receiving import Upload, receive
from api.uploads.staging import Staging
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.domain.schema import row_schema
from vehicle_pipeline.spreadsheets import preview
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits
from vehicle_pipeline.spreadsheets.preview import Preview, Reading

# Uploads up to this size stay in memory; larger ones go to a temporary file.
_SPOOL_BYTES = 1_000_000


class Spool:
    """Takes one object and forgets it at the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    @contextmanager
    def writer(self, key: str) -> Iterator[BinaryIO]:  # noqa: ARG002 - there is only one
        """See ObjectStore."""
        yield self._file


@asynccontextmanager
async def received(request: Request, limit: int) -> AsyncIterator[tuple[Upload, BinaryIO]]:
    """The upload in `request` and its bytes, for as long as the context lasts.

    Raises what `uploads.receive` does.
    """
    with SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
        file = cast("BinaryIO", spool)
        yield await receive(request, Staging(Spool(file), CapacityLimiter(1)), limit), file


def look(upload: Upload, file: BinaryIO, rows: int, limits: WorkbookLimits) -> Preview:
    """Return what the import would make of a file, and its first `rows` rows, on this thread.

    Raises BadSpreadsheetError where the file cannot be read at all.
    """
    return read_now(file, upload.filename, upload.options.overrides, rows, limits).preview


def read_now(
    file: BinaryIO, filename: str, overrides: DialectOverrides, rows: int, limits: WorkbookLimits
) -> Reading:
    """Return the same, on this thread, by the rules of this year."""
    return preview.read(file, filename, overrides, rows, row_schema(this_year()), limits)


def this_year() -> int:
    """Return the year that rows are judged by."""
    return datetime.now(UTC).year
