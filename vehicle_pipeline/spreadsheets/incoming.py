"""A file on its way in: what it weighs, whether it may be a spreadsheet, and where it is kept."""

import hashlib
from uuid import UUID

from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.filename import safe_filename
from vehicle_pipeline.spreadsheets.limits import MEGABYTE
from vehicle_pipeline.spreadsheets.signature import HEAD_BYTES, check_signature, suffix_of


class IncomingFile:
    """Counts, hashes and checks the bytes of one file as they come.

    `raw_name` may be a path; `limit` is the size of the largest file in bytes.
    """

    def __init__(self, raw_name: str, limit: int) -> None:
        self.filename = safe_filename(raw_name)
        self.size = 0
        self._limit = limit
        self._digest = hashlib.sha256()
        # The first bytes; None once they have shown that this may be a spreadsheet.
        self._head: bytearray | None = bytearray()

    @property
    def sha256(self) -> str:
        """Hash of the bytes so far, in hexadecimal."""
        return self._digest.hexdigest()

    def key(self, job_id: UUID) -> str:
        """Return the key in the object store for the file of an import."""
        return f"{job_id}{suffix_of(self.filename)}"

    def take(self, data: bytes) -> bytes:
        """Take the next bytes; return those that may be stored now.

        Raises BadSpreadsheetError: file_too_large, and as `check_signature`.
        """
        self.size += len(data)
        if self.size > self._limit:
            raise BadSpreadsheetError("file_too_large", limit=self._limit // MEGABYTE)
        self._digest.update(data)
        if self._head is None:
            return data
        self._head += data
        return self.end() if len(self._head) >= HEAD_BYTES else b""

    def end(self) -> bytes:
        """Take note that nothing more comes; return what was held back. Raises as `take`."""
        if self._head is None:
            return b""
        head, self._head = bytes(self._head), None
        check_signature(self.filename, head[:HEAD_BYTES])
        return head
