"""Files that are in the object store and are to become imports."""

import logging

from vehicle_pipeline.adapters.storage.object_store import ObjectStore
from vehicle_pipeline.errors import ObjectStoreUnavailableError
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits
from vehicle_pipeline.spreadsheets.packed import check_stored
from vehicle_pipeline.spreadsheets.signature import is_excel, is_packed

logger = logging.getLogger(__name__)


def check(store: ObjectStore, key: str, filename: str, limits: WorkbookLimits) -> None:
    """Raise BadSpreadsheetError for a container that `check_stored` refuses."""
    if is_excel(filename) or is_packed(filename):
        with store.open(key) as stream:
            check_stored(stream, filename, limits)


def discard(store: ObjectStore, key: str) -> None:
    """Remove the object of a file that certainly has not become an import."""
    try:
        store.delete(key)
    except ObjectStoreUnavailableError:
        logger.warning("object %s of a refused file could not be removed", key)
