"""Collects records with the wrong number of fields while Arrow parses."""

import re
from itertools import takewhile

import polars as pl
import pyarrow.csv as pacsv

from vehicle_pipeline.spreadsheets.text.shape import Shape

# Row number, number of fields, text.
_Noted = tuple[int, int, str]


class MalformedRecords:
    """Malformed records in file order that were noted but not taken yet."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._noted: list[_Noted] = []
        # Something other than blanks, quotes and delimiters of any kind.
        self._filled = re.compile(r'[^\s",;|\x00\x1a' + re.escape(shape.delimiter) + "]")

    def note(self, row: pacsv.InvalidRow) -> str:
        """Take note of a record; Arrow's handler. Arrow counts from 1, and row 0 is before all."""
        self._noted.append((row.number - 1, row.actual_columns, row.text))
        return "skip"

    def __len__(self) -> int:
        return len(self._noted)

    @property
    def numbers(self) -> list[int]:
        """Their row numbers."""
        return [number for number, _, _ in self._noted]

    def end_of_run(self, first: int) -> int:
        """Return the last row of those that follow each other from row `first` on.

        It is the row before `first` where `first` is not malformed.
        """
        following = first
        for number, _, _ in self._noted:
            if number > following:
                break
            following += number == following
        return following - 1

    def take_until(self, last: int) -> pl.DataFrame:
        """Remove those up to row `last`, and return them without blank ones (`;;;`).

        Where most records end in blank fields, one that lacks just these is whole.
        """
        taken = list(takewhile(lambda noted: noted[0] <= last, self._noted))
        self._noted = self._noted[len(taken) :]
        filled = [noted for noted in taken if self._filled.search(noted[2])]
        whole = [noted for noted in filled if noted[1] == self._shape.columns]
        malformed = [noted for noted in filled if noted[1] != self._shape.columns]
        schema = self._shape.schema
        parts = [
            pl.DataFrame([self._whole(*noted) for noted in whole], schema, orient="row"),
            pl.DataFrame(
                malformed,
                {name: schema[name] for name in ("row_number", "found", "raw")},
                orient="row",
            ),
        ]
        return pl.concat(parts, how="diagonal").sort("row_number")

    def _whole(self, number: int, _: int, raw: str) -> tuple[int | str | None, ...]:
        (cells,) = self._shape.split(raw, row=number)
        return (number, *cells, None, None)
