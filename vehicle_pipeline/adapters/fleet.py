"""What is derived from the vehicles and imports: materialised views, refreshed as a whole."""

from typing import Any, LiteralString

from psycopg import sql

from vehicle_pipeline.adapters.postgres.database import Database, load_statements
from vehicle_pipeline.contracts import Frozen, ImportCounts

_SQL = load_statements("fleet")
VIEWS = ("fleet_by_year", "fipe_price_statistics", "import_quality")


class Audit(Frozen):
    """An import's figures, each counted afresh from the tables themselves."""

    total_rows: int
    recorded: ImportCounts
    ledger: ImportCounts
    rejected_row_numbers: int
    vehicles: int
    is_plate_unique: bool
    is_plate_canonical: bool

    @property
    def is_conserved(self) -> bool:
        """Whether every row went somewhere, and all books agree."""
        return (
            self.recorded == self.ledger
            and self.recorded.total == self.total_rows
            and self.rejected_row_numbers == self.recorded.errors
        )


class Fleet:
    """Figures about all vehicles and imports."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def refresh(self, view: LiteralString) -> list[dict[str, Any]]:
        """Compute a view of VIEWS afresh, and return its first 20 rows."""
        name = sql.Identifier(view)
        with self._database.transaction() as connection:
            connection.execute(sql.SQL("refresh materialized view {}").format(name))
            return connection.execute(sql.SQL("select * from {} limit 20").format(name)).fetchall()

    def audit(self, run_id: str) -> Audit:
        """Count the rows of a run's import again, without trusting what was noted meanwhile."""
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.audit, {"run_id": run_id}).fetchone()
        if row is None:
            raise LookupError(run_id)
        return Audit(
            recorded=_counts(row, "recorded"),
            ledger=_counts(row, "ledger"),
            **{name: row[name] for name in Audit.model_fields if name in row},
        )


def _counts(row: dict[str, Any], origin: str) -> ImportCounts:
    return ImportCounts(**{name: row[f"{origin}_{name}"] for name in ImportCounts.model_fields})
