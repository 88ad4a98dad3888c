"""Takes an object of a source into the store of uploads, checked as an upload is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from vehicle_pipeline.adapters.sources.source import Source
from vehicle_pipeline.adapters.storage import stored_files
from vehicle_pipeline.adapters.storage.object_store import ObjectStore
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.errors import BadSpreadsheetError, ObjectChangedError, SourceUnreadableError
from vehicle_pipeline.limit_settings import MEGABYTE
from vehicle_pipeline.spreadsheets.incoming import IncomingFile
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits
from vehicle_pipeline.spreadsheets.packed import check_options
from vehicle_pipeline.spreadsheets.signature import is_packed

# Bytes in memory at a time.
_BLOCK = 256 * 1024


@dataclass(frozen=True)
class ReceivedFile:
    """A file that is in the store of uploads."""

    filename: str
    key: str
    size: int
    sha256: str


def _blocks(stream: BinaryIO, path: str) -> Iterator[bytes]:
    """Yield the bytes; an error is the source's, not one of the store that they go to."""
    try:
        while block := stream.read(_BLOCK):
            yield block
    except OSError as error:
        raise SourceUnreadableError("source_unavailable", location=path) from error


@dataclass(frozen=True)
class Reception:
    """Where files are received, and how large they may be."""

    store: ObjectStore
    limits: WorkbookLimits

    def receive(
        self,
        source: Source,
        path: str,
        version: str,
        size: int,
        job_id: UUID,
        overrides: DialectOverrides,
    ) -> ReceivedFile:
        """Store this version of an object for an import; `size` in bytes as it was listed.

        Raises BadSpreadsheetError, ObjectNotFoundError, ObjectChangedError, SourceUnreadableError
        and ObjectStoreUnavailableError; nothing is stored then.
        """
        limit = self.limits.upload_mb * MEGABYTE
        file = IncomingFile(path, limit)
        if size > limit:
            raise BadSpreadsheetError("file_too_large", limit=self.limits.upload_mb)
        if not is_packed(file.filename):  # what it holds is not known yet
            check_options(overrides, file.filename)
        key = file.key(job_id)
        with self.store.writer(key) as writer, source.open(path, version) as stream:
            for block in _blocks(stream, path):
                writer.write(file.take(block))
            writer.write(file.end())
            if not source.is_unchanged(path, version):
                raise ObjectChangedError(path)
        try:
            stored_files.check(self.store, key, file.filename, self.limits)
        except BadSpreadsheetError:
            stored_files.discard(self.store, key)
            raise
        return ReceivedFile(file.filename, key, file.size, file.sha256)
