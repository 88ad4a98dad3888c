"""The file of an upload on its way into the object store."""

from contextlib import AsyncExitStack
from uuid import UUID

from api.uploads.staging import StagedObject, Staging
from vehicle_pipeline.spreadsheets.incoming import IncomingFile


class UploadFile:
    """Checks and stores the bytes of one file as they come.

    The object is staged in `stack`: it appears when that is left without an error.
    """

    def __init__(
        self, raw_name: str, job_id: UUID, staging: Staging, stack: AsyncExitStack, limit: int
    ) -> None:
        self.is_unnamed = not raw_name.strip()
        self.checked = IncomingFile(raw_name, limit)
        self.filename = self.checked.filename
        self.key = self.checked.key(job_id)
        self._staging = staging
        self._stack = stack
        self._staged: StagedObject | None = None

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self.checked.size

    async def write(self, data: bytes) -> None:
        """Take the next bytes. Raises BadSpreadsheetError."""
        await self._store(self.checked.take(data))

    async def end(self) -> None:
        """Take note that the file is complete. Raises BadSpreadsheetError."""
        await self._store(self.checked.end())

    async def _store(self, data: bytes) -> None:
        # Nothing is stored before the first bytes have shown that this may be a spreadsheet.
        if not data:
            return
        if self._staged is None:
            self._staged = await self._stack.enter_async_context(self._staging.stage(self.key))
        await self._staged.write(data)
