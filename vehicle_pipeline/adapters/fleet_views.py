"""What is derived from the vehicles and imports: materialised views, refreshed as a whole."""

from typing import Any, LiteralString

from psycopg import sql

from vehicle_pipeline.adapters.postgres.database import Database

VIEWS = ("fleet_by_year", "fleet_by_price", "fipe_price_statistics", "import_quality")


class FleetViews:
    """Figures about all vehicles and imports."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def refresh(self, view: LiteralString) -> list[dict[str, Any]]:
        """Compute a view of VIEWS afresh, and return its first 20 rows."""
        name = sql.Identifier(view)
        with self._database.transaction() as connection:
            connection.execute(sql.SQL("refresh materialized view {}").format(name))
            return connection.execute(sql.SQL("select * from {} limit 20").format(name)).fetchall()
