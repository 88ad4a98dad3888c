"""The file of an upload on its way into the object store."""

import hashlib
from contextlib import AsyncExitStack
from pathlib import PurePath
from uuid import UUID

from api.errors import ApiError
from api.uploads.filename import safe_filename
from api.uploads.staging import StagedObject, Staging
from vehicle_pipeline.settings import MEGABYTE
from vehicle_pipeline.spreadsheets.signature import HEAD_BYTES, check_signature


class UploadFile:
    """Counts, hashes, checks and stores the bytes of one file as they come.

    The object is staged in `stack`: it appears when that is left without an error.
    """

    def __init__(
        self, raw_name: str, job_id: UUID, staging: Staging, stack: AsyncExitStack, limit: int
    ) -> None:
        self.is_unnamed = not raw_name.strip()
        self.filename = safe_filename(raw_name)
        self.key = f"{job_id}{PurePath(self.filename).suffix.lower()}"
        self.size = 0
        self._staging = staging
        self._stack = stack
        self._limit = limit
        self._digest = hashlib.sha256()
        self._head = bytearray()
        self._staged: StagedObject | None = None

    @property
    def sha256(self) -> str:
        """Hash of the bytes so far, in hexadecimal."""
        return self._digest.hexdigest()

    async def write(self, data: bytes) -> None:
        """Take the next bytes. Raises ApiError (413) beyond the limit, BadSpreadsheetError."""
        self.size += len(data)
        if self.size > self._limit:
            raise ApiError(413, "file_too_large", limit=self._limit // MEGABYTE)
        self._digest.update(data)
        if self._staged is not None:
            await self._staged.write(data)
            return
        self._head += data
        if len(self._head) >= HEAD_BYTES:
            await self._begin()

    async def end(self) -> None:
        """Take note that the file is complete."""
        if self._staged is None:
            await self._begin()

    async def _begin(self) -> None:
        # Nothing is stored before the first bytes have shown that this may be a spreadsheet.
        check_signature(self.filename, bytes(self._head[:HEAD_BYTES]))
        self._staged = await self._stack.enter_async_context(self._staging.stage(self.key))
        await self._staged.write(bytes(self._head))
