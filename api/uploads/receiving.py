"""Receiving an upload: from the network to the object store, piece by piece.

Whatever the size of the file, memory holds one network chunk and one piece of it; whatever goes
wrong before the end of the form, no object is left behind.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

from anyio import move_on_after
from fastapi import Request
from starlette.requests import ClientDisconnect

from api.errors import ApiError, answer_early, close_after_answer
from api.uploads.file import UploadFile
from api.uploads.form import UploadForm
from api.uploads.multipart import boundary_of, read_parts
from api.uploads.staging import Staging
from vehicle_pipeline.adapters.imports.new_imports import NewImport
from vehicle_pipeline.domain.upload_options import UploadOptions
from vehicle_pipeline.errors import BadOptionError, BadSpreadsheetError, UnavailableError
from vehicle_pipeline.limit_settings import MEGABYTE

# What a form may weigh beside its file, in bytes: names, boundaries, fields.
OVERHEAD = MEGABYTE
# For how long a refused sender may finish sending, in seconds: see `_let_finish`.
PATIENCE = 10


@dataclass(frozen=True)
class Upload:
    """A file that has arrived whole, and the sender's options for it."""

    id: UUID
    filename: str
    key: str
    size: int
    sha256: str
    options: UploadOptions

    def as_import(self, idempotency_key: str | None) -> NewImport:
        """Return what is to be imported."""
        return NewImport(
            id=self.id,
            filename=self.filename,
            object_key=self.key,
            file_size=self.size,
            file_sha256=self.sha256,
            on_conflict=self.options.on_conflict,
            overrides=self.options.overrides,
            dry_run=self.options.dry_run,
            guard=self.options.guard,
            idempotency_key=idempotency_key,
        )


async def receive(request: Request, staging: Staging, limit: int) -> Upload:
    """Store the file of the form in `request`.

    `limit` is the size of the largest file in bytes. Raises ApiError (400, 413, 415, 422),
    BadOptionError, BadSpreadsheetError, ObjectStoreUnavailableError, and ClientDisconnect.
    """
    boundary = _check_head(request, limit)
    body = request.stream()
    try:
        return await _receive(boundary, body, staging, limit)
    except (ApiError, BadOptionError, BadSpreadsheetError, UnavailableError):
        if not await _let_finish(body, limit):
            close_after_answer(request)
        raise


def _check_head(request: Request, limit: int) -> bytes:
    """Return the boundary between the parts; refuse at once what the head alone decides."""
    try:
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > limit + OVERHEAD:
            raise _too_large(limit)
        return boundary_of(request.headers.get("content-type", ""))
    except ApiError:
        answer_early(request)
        raise


def _too_large(limit: int) -> ApiError:
    return ApiError(413, "file_too_large", limit=limit // MEGABYTE)


async def _receive(
    boundary: bytes, body: AsyncIterator[bytes], staging: Staging, limit: int
) -> Upload:
    job_id = uuid4()
    async with AsyncExitStack() as stack:
        form = UploadForm(lambda name: UploadFile(name, job_id, staging, stack, limit))
        parts = read_parts(boundary, _bounded(body, limit))
        async with aclosing(parts):
            async for event in parts:
                await form.take(event)
        return Upload(
            id=job_id,
            filename=form.file.filename,
            key=form.file.key,
            size=form.file.size,
            sha256=form.file.checked.sha256,
            options=form.options,
        )


async def _bounded(body: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes]:
    """Pass `body` on, up to what a form with the largest file can weigh."""
    received = 0
    async for chunk in body:
        received += len(chunk)
        if received > limit + OVERHEAD:
            raise _too_large(limit)
        yield chunk


async def _let_finish(body: AsyncIterator[bytes], limit: int) -> bool:
    """Throw away the rest of a refused body; return whether it came to its end.

    Most clients read the answer only after they have sent everything: closing the connection at
    once would show them a broken connection in place of our sentence. A client cannot send more
    than another whole upload that way.
    """
    with move_on_after(PATIENCE), suppress(ClientDisconnect):
        async for chunk in body:
            limit -= len(chunk)
            if limit < 0:
                return False
        return True
    return False
