"""Rejected rows that were corrected in a page, sent as an import of their own."""

import hashlib
from collections.abc import Collection
from uuid import UUID, uuid4

from api.error_files.downloads import errors_filename
from api.services import Services
from api.uploads.acceptance import accept
from vehicle_pipeline.adapters.imports.new_imports import NewImport
from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.limit_settings import MEGABYTE
from vehicle_pipeline.spreadsheets.incoming import IncomingFile


def send(
    services: Services, parent: ImportRecord, rows: Collection[int], content: bytes
) -> ImportRecord:
    """Import corrected `rows` of `parent`, whose id is in the file; the same rows only once.

    Raises what an upload of the file would, and RowsAlreadySentError.
    """
    job_id = uuid4()
    name = errors_filename(parent.filename, ".csv")
    file = IncomingFile(name, services.settings.max_upload_mb * MEGABYTE)
    with services.store.writer(file.key(job_id)) as writer:
        writer.write(file.take(content))
        writer.write(file.end())
    new = NewImport(
        id=job_id,
        filename=file.filename,
        object_key=file.key(job_id),
        file_size=file.size,
        file_sha256=file.sha256,
        on_conflict=parent.on_conflict,
    )
    made = accept(
        new,
        services.store,
        services.jobs,
        services.limits,
        create=lambda given: services.repairs.send(given, parent.id, rows),
    )
    services.relay.wake()
    return made


def sent_before(services: Services, parent: ImportRecord, content: bytes) -> UUID | None:
    """Return the import of the same corrected rows, unless it has come to nothing."""
    return services.repairs.sent_before(parent.id, hashlib.sha256(content).hexdigest())
