"""An import's figures, counted again from the tables without trusting what was noted meanwhile."""

from typing import Any

from vehicle_pipeline.adapters.postgres.database import Database, load_statements, one
from vehicle_pipeline.contracts import ImportCounts
from vehicle_pipeline.frozen import Frozen

_SQL = load_statements("audit")


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


class TableAudit(Frozen):
    """The figures of all completed imports, each counted afresh from the tables themselves."""

    imports: int
    # Imports whose books do not agree.
    disagreeing: int
    total_rows: int
    rejected_rows: int
    vehicles: int
    is_plate_unique: bool
    is_plate_canonical: bool

    @property
    def is_conserved(self) -> bool:
        """Whether the books of every import agree."""
        return self.disagreeing == 0


class Audits:
    """Audits of imports."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_run(self, run_id: str) -> Audit:
        """Audit the import of a run; raises LookupError when it has none."""
        with self._database.transaction() as connection:
            found = connection.execute(_SQL.audit, {"run_id": run_id}).fetchone()
            if found is None:
                raise LookupError(run_id)
            row = found | one(connection, _SQL.constraints, {})
        return Audit(
            recorded=_counts(row, "recorded"),
            ledger=_counts(row, "ledger"),
            **{name: row[name] for name in Audit.model_fields if name in row},
        )

    def of_all(self, *, dry_run: bool) -> TableAudit:
        """Audit every completed import, or every completed dry run, and the vehicles."""
        with self._database.transaction() as connection:
            figures = one(connection, _SQL.audit_all, {"dry_run": dry_run})
            return TableAudit(**figures, **one(connection, _SQL.constraints, {}))


def _counts(row: dict[str, Any], origin: str) -> ImportCounts:
    return ImportCounts(**{name: row[f"{origin}_{name}"] for name in ImportCounts.model_fields})
