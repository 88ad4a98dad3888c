"""A spreadsheet against the fleet before there is an import of it."""

import polars as pl

from vehicle_pipeline.adapters.imports.merging import count_registered, registered
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.errors import DatabaseStatementTimeoutError


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
        try:
            with self._database.transaction() as connection:
                return count_registered(connection, accepted)
        except DatabaseStatementTimeoutError:
            return None
