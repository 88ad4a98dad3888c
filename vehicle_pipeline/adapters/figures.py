"""Figures for those who look after the imports: by day, by reason, by stage, and of the fleet."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from vehicle_pipeline.adapters.postgres.dagster_tables import DagsterTables
from vehicle_pipeline.adapters.postgres.database import Database, load_statements, one
from vehicle_pipeline.frozen import Frozen

_SQL = load_statements("figures")
# Reasons that are listed.
_REASONS = 8


class Day(Frozen):
    """Imports of a day; `rows` and `rejected` are those of completed ones."""

    day: date
    completed: int
    failed: int
    others: int
    rows: int
    rejected: int


class Stage(Frozen):
    """Seconds that a stage of completed imports takes."""

    median: float
    most: float


class Stages(Frozen):
    """How long imports wait for their run, and how long the run takes; None without any."""

    imports: int
    waiting: Stage | None
    processing: Stage | None


class Fleet(Frozen):
    """Vehicles by model year, and by the lowest price of their band; as of `computed_at`."""

    years: list[tuple[int, int]]
    prices: list[tuple[Decimal, int]]
    computed_at: datetime | None


class Figures:
    """Reads; never changes anything."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._dagster = DagsterTables(database)

    def days(self, since: datetime, zone: ZoneInfo) -> list[Day]:
        """Return the days of a zone that had imports, oldest first."""
        values = {"since": since, "zone": zone.key}
        with self._database.transaction() as connection:
            return [Day(**row) for row in connection.execute(_SQL.days, values)]

    def reasons(self, since: datetime) -> dict[str, int]:
        """Return how many faults there were of each code, the most frequent first."""
        values = {"since": since, "limit": _REASONS}
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.reasons, values).fetchall()
        return {row["code"]: row["faults"] for row in rows}

    def stages(self, since: datetime) -> Stages:
        """Return the median and the 95th percentile of the stages of imports."""
        with self._database.transaction() as connection:
            row = one(connection, _SQL.stages, {"since": since})
        pairs = {name: row[name] for name in ("waiting", "processing")}
        stages = {
            name: Stage(median=pair[0], most=pair[1]) if pair and pair[0] is not None else None
            for name, pair in pairs.items()
        }
        return Stages(imports=row["imports"], **stages)

    def fleet(self) -> Fleet:
        """Return the fleet as the views have it, and since when they do."""
        computed_at = self._dagster.materialized_at("fleet_by_price")
        with self._database.transaction() as connection:
            years = connection.execute(_SQL.years).fetchall()
            prices = connection.execute(_SQL.prices).fetchall()
        return Fleet(
            years=[(row["ano"], row["vehicles"]) for row in years],
            prices=[(row["lowest"], row["vehicles"]) for row in prices],
            computed_at=computed_at,
        )

    def unsent(self) -> int:
        """Return how many messages were not handed to the queue yet."""
        with self._database.transaction() as connection:
            return int(one(connection, _SQL.unsent, {})["unsent"])
