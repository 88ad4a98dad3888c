"""Turning a stored file into an import, or removing it again."""

import logging

from vehicle_pipeline.adapters.imports.jobs import ImportJobs, NewImport
from vehicle_pipeline.adapters.storage.object_store import ObjectStore
from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.errors import (
    DatabaseUnavailableError,
    ImportNotFoundError,
    ObjectStoreUnavailableError,
)
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits
from vehicle_pipeline.spreadsheets.signature import check_container, is_excel

logger = logging.getLogger(__name__)


def accept(
    new: NewImport, store: ObjectStore, jobs: ImportJobs, limits: WorkbookLimits
) -> ImportRecord:
    """Create the import of a stored file, together with its queue message in the outbox.

    A repeated request (same Idempotency-Key and content) returns the import it made before.
    Raises BadSpreadsheetError, IdempotencyConflictError and UnavailableError; the object is then
    gone.
    """
    try:
        _check(new, store, limits)
        record = jobs.create(new)
    except DatabaseUnavailableError as error:
        record = _look_again(new, store, jobs, error)
    except BaseException:
        _discard(new, store)
        raise
    if record.id != new.id:
        _discard(new, store)
    return record


def _check(new: NewImport, store: ObjectStore, limits: WorkbookLimits) -> None:
    if is_excel(new.filename):
        with store.open(new.object_key) as stream:
            check_container(stream, new.filename, limits)


def _look_again(
    new: NewImport, store: ObjectStore, jobs: ImportJobs, error: DatabaseUnavailableError
) -> ImportRecord:
    """The connection broke: before the commit, or after it?

    If the database stays away nobody can tell, and the object stays: an object without an
    import does no harm, an import without its object could never run.
    """
    try:
        return jobs.get(new.id)
    except ImportNotFoundError:
        _discard(new, store)
        raise error from None


def _discard(new: NewImport, store: ObjectStore) -> None:
    try:
        store.delete(new.object_key)
    except ObjectStoreUnavailableError:
        logger.warning("object %s of a refused upload could not be removed", new.object_key)
