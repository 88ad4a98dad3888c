"""Turning a stored file into an import, or removing it again."""

from collections.abc import Callable

from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.new_imports import NewImport
from vehicle_pipeline.adapters.storage import stored_files
from vehicle_pipeline.adapters.storage.object_store import ObjectStore
from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.errors import (
    CommitInDoubtError,
    ImportNotFoundError,
    PipelineError,
)
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits


def accept(
    new: NewImport,
    store: ObjectStore,
    jobs: ImportJobs,
    limits: WorkbookLimits,
    create: Callable[[NewImport], ImportRecord] | None = None,
) -> ImportRecord:
    """Create the import of a stored file, together with its queue message in the outbox.

    `create` does so where more has to be recorded with it. A repeated request (same
    Idempotency-Key and content) returns the import it made before. Raises BadSpreadsheetError,
    IdempotencyConflictError and UnavailableError; the object is then gone, unless its import may
    come to be all the same (CommitInDoubtError).
    """
    try:
        stored_files.check(store, new.object_key, new.filename, limits)
        record = (create or jobs.create)(new)
    except CommitInDoubtError:
        # Not found would prove nothing: the commit may still be on its way. An object without an
        # import does no harm, housekeeping removes it; an import without its object never runs.
        return _found(new, jobs)
    except PipelineError:
        stored_files.discard(store, new.object_key)
        raise
    return record if record.id == new.id else _repeated(record, new, store, jobs)


def _found(new: NewImport, jobs: ImportJobs) -> ImportRecord:
    try:
        return jobs.get(new.id)
    except ImportNotFoundError as error:
        raise CommitInDoubtError from error


def _repeated(
    record: ImportRecord, new: NewImport, store: ObjectStore, jobs: ImportJobs
) -> ImportRecord:
    """Return the import of a request that came before; it takes the new file if its own is lost."""
    if not store.exists(record.object_key) and (adopted := jobs.adopt(record.id, new.object_key)):
        return adopted
    stored_files.discard(store, new.object_key)
    return record
