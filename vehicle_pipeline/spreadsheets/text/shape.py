"""The shape of a text's records, and the treatment of malformed ones."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from vehicle_pipeline.domain.records import cell
from vehicle_pipeline.errors import BadSpreadsheetError

# Excel's limit for a cell, in characters.
MAX_CELL = 32_767


@dataclass(frozen=True)
class Shape:
    """Records of `width` fields, of which `columns` are kept; the others are blank."""

    delimiter: str
    columns: int
    width: int

    @property
    def kept(self) -> list[str]:
        """Names of the fields that are kept."""
        return [cell(at) for at in range(self.columns)]

    @property
    def parsed(self) -> list[str]:
        """Names of all fields."""
        return [cell(at) for at in range(self.width)]

    @property
    def schema(self) -> pl.Schema:
        """Columns of records; those of `found` fields that are malformed have their `raw` text."""
        return pl.Schema(
            {
                "row_number": pl.Int32,
                **dict.fromkeys(self.kept, pl.String),
                "found": pl.Int32,
                "raw": pl.String,
            }
        )

    def split(self, text: str, *, row: int) -> list[list[str]]:
        """Return the records in a piece of text, which stands in row `row` of the file.

        Raises BadSpreadsheetError: long_cell.
        """
        try:
            return list(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter))
        except csv.Error as error:  # Python's reader has a limit of its own
            raise BadSpreadsheetError("long_cell", row=row, limit=MAX_CELL) from error

    def malformed(self, row: int, found: int, text: str) -> tuple[int | str | None, ...]:
        """Return a malformed record as a row of `schema`."""
        return (row, *[None] * self.columns, found, text)

    def without_surplus(self, parsed: pl.DataFrame) -> pl.DataFrame:
        """Return records with the fields that are kept; one with more than these is malformed."""
        names = list(self.schema)
        surplus = self.parsed[self.columns :]
        if not surplus:
            return parsed.select(names)
        is_malformed = pl.any_horizontal(pl.col(name).str.contains(r"\S") for name in surplus)
        kept = (pl.when(~is_malformed).then(pl.col(name)).alias(name) for name in self.kept)
        return parsed.with_columns(
            *kept,
            found=pl.when(is_malformed).then(pl.lit(self.width, pl.Int32)),
            raw=pl.when(is_malformed).then(self.written(self.parsed)),
        ).select(names)

    def written(self, names: Sequence[str]) -> pl.Expr:
        """Return the fields `names` as a line of text."""
        special = '["\r\n' + "".join(f"\\{mark}" for mark in self.delimiter) + "]"
        fields = (
            pl.when(pl.col(name).str.contains(special))
            .then('"' + pl.col(name).str.replace_all('"', '""', literal=True) + '"')
            .otherwise(pl.col(name))
            for name in names
        )
        return pl.concat_str(fields, separator=self.delimiter)
