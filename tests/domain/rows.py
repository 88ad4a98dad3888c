"""Rows as the reader leaves them, for the tests of the rules."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from vehicle_pipeline.domain import records, validation
from vehicle_pipeline.domain.schema import row_schema

YEAR = 2026
POSITIONS = {"modelo": 0, "placa": 1, "ano": 2, "valor_fipe": 3}
GOOD = ("VW Gol 1.0", "ABC1C34", "2020", "45000.00")

# modelo, placa, ano, valor_fipe as texts.
Texts = tuple[str | None, str | None, str | None, str | None]


def good(**changes: str | None) -> Texts:
    """A good row but for `changes`, by field."""
    modelo, placa, ano, valor_fipe = (
        changes.get(field, text) for field, text in zip(POSITIONS, GOOD, strict=True)
    )
    return modelo, placa, ano, valor_fipe


def cells(rows: Sequence[Texts], *, first_row: int = 2) -> pl.DataFrame:
    """Well-formed records."""
    return pl.DataFrame(
        [(number, *row, None, None) for number, row in enumerate(rows, start=first_row)],
        schema={
            "row_number": pl.Int32,
            **{f"c{at}": pl.String for at in range(4)},
            "found": pl.Int32,
            "raw": pl.String,
        },
        orient="row",
    )


def with_malformed(whole: pl.DataFrame, *malformed: tuple[int, int, str]) -> pl.DataFrame:
    """`whole` and records of another width: row number, fields found, text."""
    schema = {"row_number": pl.Int32, "found": pl.Int32, "raw": pl.String}
    more = pl.DataFrame(list(malformed), schema=schema, orient="row")
    return pl.concat([whole, more], how="diagonal").sort("row_number")


def judged(records_: pl.DataFrame) -> pl.DataFrame:
    """The typed rows of `records_`, each with its faults."""
    return validation.judge(records.typed(records_, POSITIONS, None), row_schema(YEAR))


def faults_of(row: Texts) -> list[dict[str, Any]]:
    """The faults of a single row."""
    faults: list[dict[str, Any]] = judged(cells([row]))["faults"][0].to_list()
    return faults
