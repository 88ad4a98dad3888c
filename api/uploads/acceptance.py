"""Turning a stored file into an import, or removing it again."""

import logging

from vehicle_pipeline.adapters.imports.jobs import ImportJobs, NewImport
from vehicle_pipeline.adapters.storage.object_store import ObjectStore
from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.errors import (
    CommitInDoubtError,
    ImportNotFoundError,
    ObjectStoreUnavailableError,
    PipelineError,
)
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits
from vehicle_pipeline.spreadsheets.packed import check_stored
from vehicle_pipeline.spreadsheets.signature import is_excel, is_packed

logger = logging.getLogger(__name__)


def accept(
    new: NewImport, store: ObjectStore, jobs: ImportJobs, limits: WorkbookLimits
) -> ImportRecord:
    """Create the import of a stored file, together with its queue message in the outbox.

    A repeated request (same Idempotency-Key and content) returns the import it made before.
    Raises BadSpreadsheetError, IdempotencyConflictError and UnavailableError; the object is then
    gone, unless its import may come to be all the same (CommitInDoubtError).
    """
    try:
        _check(new, store, limits)
        record = jobs.create(new)
    except CommitInDoubtError:
        # Not found would prove nothing: the commit may still be on its way. An object without an
        # import does no harm, housekeeping removes it; an import without its object never runs.
        return _found(new, jobs)
    except PipelineError:
        _discard(new, store)
        raise
    return record if record.id == new.id else _repeated(record, new, store, jobs)


def _check(new: NewImport, store: ObjectStore, limits: WorkbookLimits) -> None:
    if is_excel(new.filename) or is_packed(new.filename):
        with store.open(new.object_key) as stream:
            check_stored(stream, new.filename, limits)


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
    _discard(new, store)
    return record


def _discard(new: NewImport, store: ObjectStore) -> None:
    """Remove the object of an upload that certainly has not become an import."""
    try:
        store.delete(new.object_key)
    except ObjectStoreUnavailableError:
        logger.warning("object %s of a refused upload could not be removed", new.object_key)
