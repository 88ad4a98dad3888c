"""The configured rules of scheduled re-imports, as a resource."""

from pathlib import Path

import dagster as dg

from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.schedules.failures import Failures
from vehicle_pipeline.adapters.schedules.occurrences import Occurrences
from vehicle_pipeline.adapters.schedules.reimporting import Places, Reimporting
from vehicle_pipeline.adapters.schedules.schedules import Schedules
from vehicle_pipeline.adapters.sources.receiving import Reception
from vehicle_pipeline.defs.resources import UploadStore, WorkbookReading


class ScheduleRules(dg.ConfigurableResource[None]):
    """What schedules may read, and what they do about missed times and failures."""

    source_roots: list[str]
    still_seconds: float
    catch_up_limit: int
    failure_limit: int
    retry_attempts: int

    def schedules(self, database: Database) -> Schedules:
        """Return the schedules."""
        return Schedules(database, self.catch_up_limit)

    def occurrences(self, database: Database) -> Occurrences:
        """Return the occurrences of all schedules."""
        return Occurrences(database, self.catch_up_limit)

    def failures(self, database: Database) -> Failures:
        """Return what counts the failures of schedules."""
        return Failures(database, self.failure_limit, self.catch_up_limit)

    def reimporting(
        self, database: Database, store: UploadStore, workbooks: WorkbookReading
    ) -> Reimporting:
        """Return what carries out occurrences."""
        roots = tuple(map(Path, self.source_roots))
        reception = Reception(store.objects, workbooks.limits)
        places = Places(roots, self.still_seconds, reception)
        return Reimporting(database, self.occurrences(database), places)
