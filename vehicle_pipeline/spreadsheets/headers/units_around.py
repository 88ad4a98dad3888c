"""Refuses a file whose prices are not in reais, or not whole, by a text around its table.

Such a text is a title, a group of columns over the header, a row of units under it, or a footer.
"""

import re
from collections.abc import Iterator, Sequence

import polars as pl

from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.records import cell
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.headers.header_texts import clean, labels
from vehicle_pipeline.spreadsheets.headers.unit_texts import is_unit, says_unit

# Rows above the header that are looked at.
ROWS_ABOVE = 20
# Filled cells of a row that is a text, at most: `Moeda:`, `USD`.
_FEW = 3
_LABEL = re.compile(r"(?:moeda|currency|unidade|escala|valores)[^0-9]{0,20}", re.IGNORECASE)
_PLATE = r"(?i)[A-Z]{3}[\s.\-]?[0-9][A-Z0-9][0-9]{2}"
# Characters of a text that are looked at and shown.
_LOOKED_AT = 1_000
_SHOWN = 100


def check_above(rows: Sequence[Sequence[str]], column: str, price: int) -> None:
    """Raise BadSpreadsheetError (values_not_in_reais) by a text in `rows`, those above the header.

    `column` is the name of the prices, `price` the position.
    """
    texts = [
        (number, text)
        for number, row in enumerate(rows, start=1)
        if number > len(rows) - ROWS_ABOVE
        for text in _texts(row, price, is_next=number == len(rows))
    ]
    found = pl.Series([text for _, text in texts], dtype=pl.String)
    for at in _units(found.to_frame("text"), says_unit(pl.col("text"))):
        raise _refusal(*texts[at], column)
    over = clean(rows[-1][price])[:_LOOKED_AT] if rows and price < len(rows[-1]) else ""
    if _units(pl.DataFrame({"text": [over]}), is_unit(pl.col("text"))):
        raise _refusal(len(rows), over, column)


def in_reais(records: Iterator[pl.DataFrame], dialect: Dialect) -> Iterator[pl.DataFrame]:
    """Yield `records`; raise BadSpreadsheetError (values_not_in_reais) at such a text among them.

    Looks only at rows without a year and a plate: what else stands in a vehicle's row is not said
    of all.
    """
    year, price = (cell(dialect.positions[field]) for field in ("ano", "valor_fipe"))
    has_year = pl.col(year).str.starts_with("1") | pl.col(year).str.starts_with("2")
    cells = [cell(at) for at in range(len(dialect.columns))]
    joined = pl.concat_str(cells, separator=" ", ignore_nulls=True)
    text = pl.coalesce("raw", joined).str.strip_chars().str.slice(0, _LOOKED_AT)
    filled = pl.sum_horizontal(pl.col(name).str.contains(r"\S") for name in cells)
    # Where quotes and delimiters stand is not known of a malformed record.
    bare = text.str.replace_all(r'[";|\t]+', " ").str.strip_chars().alias("text")
    says = (filled.fill_null(0) <= _FEW) & says_unit(pl.col("text"))
    for frame in records:
        notes = (
            frame.lazy()
            .filter(~has_year.fill_null(value=False))
            .with_columns(bare)
            .filter(~pl.col("text").str.contains(_PLATE))
            .filter(~pl.col(year).fill_null("").str.contains("[0-9]"))
            .filter(says | is_unit(pl.col(price)) | says_unit(pl.col(price)))
            .select("row_number", "text")
            .head(1)
            .collect()
        )
        for row, found in notes.rows():
            column = labels(dialect.columns)[dialect.positions["valor_fipe"]]
            raise _refusal(row, clean(found), column)
        yield frame


def _texts(row: Sequence[str], price: int, *, is_next: bool) -> list[str]:
    """Return the texts of a row above the header that may be said of the prices.

    Of groups of columns right above the header it is the one that begins at the prices, or last
    before them.
    """
    filled = [(at, clean(text[:_LOOKED_AT])) for at, text in enumerate(row) if text.strip()]
    texts = [text for _, text in filled]
    if len(filled) > _FEW and not is_next:
        return []
    together = [" ".join(texts)] if texts and _LABEL.fullmatch(texts[0]) else []
    is_groups = is_next and len(filled) > 1
    return [*together, *([text for at, text in filled if at <= price][-1:] if is_groups else texts)]


def _units(frame: pl.DataFrame, condition: pl.Expr) -> list[int]:
    return frame.select(condition.fill_null(value=False).arg_true()).to_series().to_list()


def _refusal(row: int, text: str, column: str) -> BadSpreadsheetError:
    return BadSpreadsheetError(
        "values_not_in_reais", row=row, text=text[:_SHOWN], column=clean(column)
    )
