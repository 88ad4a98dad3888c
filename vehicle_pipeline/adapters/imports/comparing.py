"""A spreadsheet against the fleet before there is an import of it."""

import polars as pl

from vehicle_pipeline.adapters.imports.merging import registered
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.domain.duplicates import differs
from vehicle_pipeline.errors import DatabaseStatementTimeoutError

# Rows compared at a time, so that an API holds few vehicles beside them.
_SLICE = 100_000


class Fleet:
    """The table `vehicles`, to compare with."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def registered(self, accepted: pl.DataFrame) -> pl.DataFrame:
        """Return the registered vehicles that have the plates of rows: see REGISTERED."""
        with self._database.transaction() as connection:
            return registered(connection, accepted)

    def compare(self, accepted: pl.DataFrame) -> tuple[int, int] | None:
        """Return how many rows are of registered vehicles, and how many of those differ.

        None when that takes too long.
        """
        known = changed = 0
        try:
            with self._database.transaction() as connection:
                for rows in accepted.iter_slices(_SLICE):
                    found = registered(connection, rows)
                    known += found.height
                    changed += found.filter(differs()).height
        except DatabaseStatementTimeoutError:
            return None
        return known, changed
