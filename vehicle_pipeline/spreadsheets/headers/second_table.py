"""Skips a header that is repeated, as on every page, and refuses a second table below the first."""

import re
from collections import Counter
from collections.abc import Iterator

import polars as pl

from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.records import cell
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.headers.column_names import NAMES, fold

# Fields that a row must name to be a header; `placa` is always one of them.
_ENOUGH = 3
# Code of the note about repeated headers.
_REPEATED = "repeated_headers"
# Separates joined cells; a character that people do not type.
_MARK = "\x1f"
# Suffixes of folded names that remain from `(R$)`, `BRL` and `em reais`.
_CURRENCIES = ("", "r", "emr", "brl", "reais", "emreais")


def one_table(
    records: Iterator[pl.DataFrame], dialect: Dialect, notes: Counter[str]
) -> Iterator[pl.DataFrame]:
    """Yield the records of a file without those that are its header once more, which are counted.

    Raises BadSpreadsheetError (several_tables) at a row that names our fields otherwise, in any
    order: the rows after it would be read with the wrong header.
    """
    search = _Search(dialect)
    for frame in records:
        headers = search.headers(frame)
        if headers.is_empty():
            yield frame
            continue
        others = headers.filter(~search.is_repeated(headers))
        if not others.is_empty():
            raise BadSpreadsheetError("several_tables", row=others["row_number"].min())
        notes[_REPEATED] += headers.height
        yield frame.join(headers, on="row_number", how="anti", maintain_order="left")


class _Search:
    """Searches for a second header; rows with a year in the right column cost little."""

    def __init__(self, dialect: Dialect) -> None:
        self._names = _names(dialect)
        self._header = tuple(fold(text) for text in dialect.columns)
        year = pl.col(cell(dialect.positions["ano"]))
        has_year = year.str.starts_with("1") | year.str.starts_with("2")
        self._is_suspect = ~has_year.fill_null(value=False)
        cells = pl.concat_str(
            (cell(at) for at in range(len(dialect.columns))), separator=_MARK, ignore_nulls=True
        )
        raw = pl.col("raw").str.replace_all(dialect.delimiter or _MARK, _MARK, literal=True)
        self._line = pl.coalesce(raw, cells).alias("line")
        # Most suspects are notes, totals or rows without a year; these do not name a plate.
        # One that was mapped by its place may have no name.
        own = r"\s+".join(re.escape(word) for word in dialect.mapping["placa"].split())
        self._plate = f"(?i)placa|{own}" if own else "(?i)placa"

    def is_repeated(self, headers: pl.DataFrame) -> pl.Series:
        """Return which rows are the header of the file once more."""
        texts = headers.select(
            _folded(pl.col(cell(at)).fill_null("")) for at in range(len(self._header))
        )
        return pl.Series([row == self._header for row in texts.rows()], dtype=pl.Boolean)

    def headers(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the records that are a header."""
        lines = (
            frame.lazy()
            .filter(self._is_suspect)
            .select("row_number", self._line)
            .filter(pl.col("line").str.contains(self._plate))
            .collect()
        )
        named = (
            lines.select("row_number", name=pl.col("line").str.split(_MARK))
            .explode("name")
            .with_columns(_folded(pl.col("name")))
            .join(self._names, on="name")
            .group_by("row_number")
            .agg(pl.col("field").n_unique())
        )
        numbers = named.filter(pl.col("field") >= _ENOUGH)
        return frame.join(numbers, on="row_number", how="semi")


def _folded(text: pl.Expr) -> pl.Expr:
    """Fold texts as `column_names.fold` does."""
    return text.str.to_lowercase().str.normalize("NFKD").str.replace_all("[^a-z0-9]", "")


def _names(dialect: Dialect) -> pl.DataFrame:
    """Return folded header texts with their fields: NAMES, and the file's own header."""
    known = {
        name + currency: field
        for field, groups in NAMES.items()
        for group in groups
        for name in group.names
        for currency in _CURRENCIES
    }
    own = {fold(text): field for field, text in dialect.mapping.items() if text}
    names = {**known, **own}
    return pl.DataFrame({"name": list(names), "field": list(names.values())})
