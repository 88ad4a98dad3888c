"""What becomes of one new object of a source."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from vehicle_pipeline.adapters.imports.new_imports import NewImport, create_import
from vehicle_pipeline.adapters.schedules.ledger import Ledger
from vehicle_pipeline.adapters.sources.receiving import Reception
from vehicle_pipeline.adapters.sources.source import Source
from vehicle_pipeline.adapters.storage import stored_files
from vehicle_pipeline.errors import (
    BadSpreadsheetError,
    CommitInDoubtError,
    ObjectChangedError,
    ObjectNotFoundError,
    SourceUnreadableError,
)
from vehicle_pipeline.schedule_contracts import SourceObject


@dataclass(frozen=True)
class Settling:
    """Settles the objects of one source in its ledger."""

    ledger: Ledger
    source: Source
    reception: Reception

    def settle(self, new: SourceObject, import_: dict[str, Any]) -> SourceObject:
        """Import a new object, or note why not; return what became of it.

        `import_`: what its import has from the schedule. Raises SourceUnreadableError for the
        source as a whole, and UnavailableError.
        """
        reject = partial(self.ledger.reject, new.id, now=datetime.now(UTC))
        if new.path.endswith("/"):
            # Shown only because it cannot be looked into.
            return reject("failed", reason="folder_denied", params={"location": new.path})
        try:
            return self._take(new, import_)
        except BadSpreadsheetError as error:
            return reject("refused", reason=error.code, params=error.params)
        except ObjectChangedError:
            return reject("failed", reason="object_changed", params={})
        except ObjectNotFoundError:
            return reject("failed", reason="object_vanished", params={})
        except SourceUnreadableError as error:
            if error.code != "source_denied":
                raise
            return reject("failed", reason=error.code, params=error.params)

    def _take(self, new: SourceObject, import_: dict[str, Any]) -> SourceObject:
        """Import one object, unless its content was imported."""
        job_id = import_["id"]
        file = self.reception.receive(
            self.source, new.path, new.version, new.size, job_id, import_["overrides"]
        )
        made = NewImport(
            **import_,
            filename=file.filename,
            object_key=file.key,
            file_size=file.size,
            file_sha256=file.sha256,
        )
        is_kept = False
        try:
            taken = self.ledger.take(
                new.id,
                file.sha256,
                job_id,
                datetime.now(UTC),
                lambda connection: create_import(connection, made),
            )
            is_kept = taken.job_id == job_id
        except CommitInDoubtError:
            # The commit may be on its way. Housekeeping removes a file without an import.
            is_kept = True
            raise
        finally:
            if not is_kept:
                stored_files.discard(self.reception.store, file.key)
        return taken
