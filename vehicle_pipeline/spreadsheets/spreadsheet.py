"""An open upload: its dialect and its records."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from vehicle_pipeline.contracts import Assumption, Dialect
from vehicle_pipeline.domain.evidence import Evidence, evidence_of


@dataclass(frozen=True)
class Spreadsheet:
    """An upload whose dialect is known, except for the decimal sign, which depends on all values.

    `records` iterates once over the rows in file order, without blank ones. Columns: `row_number`
    Int32 (as people count: a quoted line break starts no new row), `c0`... String, `n0`... Float64
    if the file has native numbers, and `found` Int32 and `raw` String for a record with too many
    or too few fields (null otherwise). `is_whole` is False if only the head of a large workbook
    was read.
    """

    dialect: Dialect
    records: Iterator[pl.DataFrame]
    is_whole: bool = True
    # What was done to the records read so far: code of its sentence -> number of records.
    notes: Counter[str] = field(default_factory=Counter)
    # What else these sentences say: code -> parameters.
    details: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def noted(self) -> Dialect:
        """The dialect with the notes about the records read so far."""
        noted = [
            Assumption(code=code, params={"count": count, **self.details.get(code, {})})
            for code, count in self.notes.items()
            if count
        ]
        return self.dialect.model_copy(update={"assumptions": [*self.dialect.assumptions, *noted]})

    def chunks(self, rows: int) -> Iterator[pl.DataFrame]:
        """Yield all records as frames of `rows` rows; the last one may be smaller."""
        held: list[pl.DataFrame] = []
        count = 0
        for frame in self.records:
            held.append(frame)
            count += frame.height
            while count >= rows:
                whole = pl.concat(held)
                yield whole.head(rows)
                held, count = [whole.slice(rows)], count - rows
        if count:
            yield pl.concat(held)

    def evidence(self, chunk: pl.DataFrame) -> Evidence:
        """Return what the values of a chunk show."""
        return evidence_of(chunk, self.dialect.positions, self.dialect.decimal_set)


def settled(dialect: Dialect, evidence: Evidence) -> Dialect:
    """Return the dialect with what follows from the `evidence` of all values.

    A decimal sign set by the sender, or by the import that corrected rows come from, takes
    precedence.
    """
    return dialect.model_copy(
        update={
            "third_decimals": [] if dialect.decimal_set else evidence.signs.third_decimals,
            "decimal": dialect.decimal or evidence.signs.convention,
            "assumptions": [*dialect.assumptions, *evidence.assumptions(dialect)],
        }
    )
