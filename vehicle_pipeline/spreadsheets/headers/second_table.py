"""Refuses a file in which a second table stands under the first one."""

import re
from collections.abc import Iterator

import polars as pl

from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.records import cell
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.headers.column_names import NAMES, fold

# Fields that a row has to name to be a header; `placa` is always one of them.
_ENOUGH = 3
# Stands between cells; nobody types it.
_MARK = "\x1f"
# Behind a folded name, what is left of `(R$)` and `em reais`.
_CURRENCIES = ("", "r", "emr", "reais", "emreais")


def one_table(records: Iterator[pl.DataFrame], dialect: Dialect) -> Iterator[pl.DataFrame]:
    """Pass on the records of a file.

    Raises BadSpreadsheetError (several_tables) at a row that names our fields again, in whatever
    order: what follows would be read by the wrong header.
    """
    search = _Search(dialect)
    for frame in records:
        if (row := search.first_header(frame)) is not None:
            raise BadSpreadsheetError("several_tables", row=row)
        yield frame


class _Search:
    """Looks for a second header, at little cost in rows that have a year where it belongs."""

    def __init__(self, dialect: Dialect) -> None:
        self._names = _names(dialect)
        year = pl.col(cell(dialect.positions["ano"]))
        has_year = year.str.starts_with("1") | year.str.starts_with("2")
        self._is_suspect = ~has_year.fill_null(value=False)
        cells = pl.concat_str(
            (cell(at) for at in range(len(dialect.columns))), separator=_MARK, ignore_nulls=True
        )
        raw = pl.col("raw").str.replace_all(dialect.delimiter or _MARK, _MARK, literal=True)
        self._line = pl.coalesce(raw, cells).alias("line")
        # Most suspects are notes, totals, rows without a year: none of them names a plate.
        own = r"\s+".join(re.escape(word) for word in dialect.mapping["placa"].split())
        self._plate = f"(?i)placa|{own}"

    def first_header(self, frame: pl.DataFrame) -> int | None:
        """Return the number of the first row that is a header, None if there is none."""
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
        headers = named.filter(pl.col("field") >= _ENOUGH)["row_number"]
        return None if headers.is_empty() else headers.sort()[0]


def _folded(text: pl.Expr) -> pl.Expr:
    """As `column_names.fold`."""
    return text.str.to_lowercase().str.normalize("NFKD").str.replace_all("[^a-z0-9]", "")


def _names(dialect: Dialect) -> pl.DataFrame:
    """Folded header texts and the field that each names; those of the file's own header, too."""
    known = {
        name + currency: field
        for field, groups in NAMES.items()
        for group in groups
        for name in group.names
        for currency in _CURRENCIES
    }
    own = {fold(text): field for field, text in dialect.mapping.items()}
    names = {**known, **own}
    return pl.DataFrame({"name": list(names), "field": list(names.values())})
