"""What an import has changed in the fleet."""

from datetime import UTC, datetime
from decimal import Decimal

from pydantic import Field

from vehicle_pipeline.adapters.postgres.database import Database, load_statements
from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.frozen import Frozen

# Changed vehicles that are looked at: some 60 ms where they lie far apart among a million. The
# counts of the import are of all.
LOOKED_AT = 2_000
# Price changes that are shown.
SHOWN = 10

_SQL = load_statements("import_effects")


class PriceChange(Frozen):
    """A vehicle whose price an import changed."""

    placa: str
    modelo: str
    before: Decimal
    after: Decimal


class Effects(Frozen):
    """Of `vehicles` changed ones, how many got another value in each field."""

    vehicles: int = 0
    fields: dict[str, int] = Field(default_factory=dict)
    prices: list[PriceChange] = Field(default_factory=list)


class ImportEffects:
    """Reads; never changes anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, import_: ImportRecord) -> Effects:
        """Return what the first LOOKED_AT vehicles that an import changed have got, at most."""
        if import_.started_at is None:
            return Effects()
        values = {
            "job_id": import_.id,
            "started_at": import_.started_at,
            "finished_at": import_.finished_at or datetime.now(UTC),
            "limit": LOOKED_AT,
            "shown": SHOWN,
        }
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.changed, values).fetchall()
        if not rows:
            return Effects()
        names = ("valor_fipe", "modelo", "ano")
        return Effects(
            vehicles=rows[0]["vehicles"],
            fields={name: rows[0][f"{name}_changes"] for name in names},
            prices=[
                PriceChange(
                    placa=row["placa"],
                    modelo=row["modelo"],
                    before=row["price_before"],
                    after=row["price_after"],
                )
                for row in rows
                if row["price_after"] not in (None, row["price_before"])
            ],
        )
