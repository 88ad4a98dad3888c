"""Looking at an upload without keeping anything of it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request

from api.uploads.receiving import Upload, receive
from api.uploads.staging import Staging
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.domain.schema import row_schema
from vehicle_pipeline.spreadsheets import preview
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits
from vehicle_pipeline.spreadsheets.preview import Preview, Reading

# Previews that are worked on at a time, each on a thread. More would take the processors from
# uploads and event streams; the others wait.
AT_ONCE = 2
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


async def look(
    upload: Upload, file: BinaryIO, rows: int, limits: WorkbookLimits, room: CapacityLimiter
) -> Preview:
    """Return what the import would make of a file, and its first `rows` rows.

    Raises BadSpreadsheetError where the file cannot be read at all.
    """
    work = partial(read_now, file, upload.filename, upload.options.overrides, rows, limits)
    return (await run_sync(work, limiter=room)).preview


def read_now(
    file: BinaryIO, filename: str, overrides: DialectOverrides, rows: int, limits: WorkbookLimits
) -> Reading:
    """Return the same, on this thread, by the rules of this year."""
    return preview.read(file, filename, overrides, rows, row_schema(this_year()), limits)


def this_year() -> int:
    """Return the year that rows are judged by."""
    return datetime.now(UTC).year
