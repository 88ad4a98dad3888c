"""Recognizes cells of the model column that hold something else: a word of the table, or the value
of another column.

Patterns are in a syntax for Polars, by the code of their sentence.
"""

import polars as pl

from vehicle_pipeline.domain.columns import by_distinct
from vehicle_pipeline.domain.made_by_excel import MONTH
from vehicle_pipeline.domain.plates import same_writing

# Words that stand for the value in the row above, in any column.
REPEATED = (
    r"(?i)^(?:[ií]dem(?:\s(?:acima|anterior))?\.?|ditto|same(?:\sas\sabove)?"
    r"|(?:[oa]\s)?mesm[oa](?:\s(?:modelo|ve[ií]culo|placa|ano|valor))?"
    r"(?:\s(?:que\s|d[eo]\s)?(?:o\s|a\s)?(?:acima|anterior|cima|de\scima))?"
    r"|[\-–\s]*[\"″〃“”]{1,2}[\-–\s]*|''|,,)$"
)
# What a row of sums begins with.
TOTALS = (
    r"(?i)^soma(?:t[óo]ri[ao])?\s?:?$|^(?:sub[\s\-]?|grand\s)?tota(?:l|is)"
    r"(?:\s(?:geral|gerais|parcial|final|fipe|frota|ve[ií]culos?|(?:d[aeo]s?|em)\s[\p{L}$]+))*"
    r"\s?[:=]?[\s0-9.,R$]*$"
)
# Mercosul plates; and old ones with their sign, unless that may be a motorcycle of 1000 cc.
_PLATE = (
    r"^(?:[A-Za-z]{3}[\s.\-]?[0-9][A-Za-z][0-9]{2}"
    r"|[A-Za-z]{3}-[0-9]{2}(?:[1-46-9][0-9]|[05][1-9]))$"
)
_ANY_PLATE = r"^[A-Za-z]{3}[\s.\-]?[0-9][A-Za-z0-9][0-9]{2}$"
OTHER_VALUES = {
    "same_as_above": REPEATED,
    "totals_row": TOTALS,
    "model_of_plate": _PLATE,
    "model_of_year": r"^(?:19|20)[0-9]{2}\s?/\s?(?:[0-9]{2}){1,2}$",
    "model_of_price": (
        r"(?i)^BRL\s?[0-9]|^[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{2}$|^[0-9]{4,}[.,][0-9]{2}$"
        r"|^[0-9][0-9.,]*\sreais$"
    ),
    # Codes of the FIPE table and of RENAVAM, numbers of persons and firms.
    "model_of_number": (
        r"^[0-9]{9,}$|^[0-9]{6}-[0-9]$|^[0-9]{2,3}(?:\.[0-9]{3}){2}(?:/[0-9]{4})?-[0-9]{2}$"
    ),
    "model_of_chassis": r"^[A-HJ-NPR-Za-hj-npr-z0-9]{12}[0-9]{5}$",
    "model_of_contact": (
        r"(?i)https?://|^www\.|^\S+@\S+\.[a-z]{2,}$"
        r"|^(?:\+?55\s?)?(?:\([0-9]{2,3}\)\s?9?\s?|[0-9]{2}\s9?\s?|9)[0-9]{4}[\s.\-]?[0-9]{4}$"
    ),
}
_ANY = "|".join(f"(?:{pattern})" for pattern in OTHER_VALUES.values())
# SET-2019 is rather a date.
_OF_MONTH = rf"(?i)^(?:{MONTH})-"
# Few letters and a digit, as plates, years and prices have.
_FEW_LETTERS = r"^\P{L}*(?:\p{L}\P{L}*){0,4}$"
# A number of at least so many digits that is the price of its row is a copy of it.
_PRICE_DIGITS = 5


def is_other_value(modelo: pl.Expr) -> pl.Expr:
    """Whether a model is something else, by its text alone."""
    return modelo.str.contains(_ANY) & ~modelo.str.contains(_OF_MONTH)


def is_of_its_row(rows: pl.DataFrame, models: pl.Series) -> pl.Series:
    """Whether a model is another cell of its row; `models` is that column of typed rows."""
    suspects = by_distinct(
        models, lambda some: some.str.contains("[0-9]") & some.str.contains(_FEW_LETTERS)
    )
    at = suspects.fill_null(value=False).arg_true()
    found = pl.Series([False]).new_from_index(0, rows.height)
    if at.is_empty():
        return found
    model = pl.col("modelo")
    is_own = is_own_plate(model) | is_own_year(model) | is_own_price(model)
    return found.scatter(at, rows[at].select(is_own).to_series())


def is_own_plate(modelo: pl.Expr) -> pl.Expr:
    """Whether a model looks like a plate, and its row has the same one, or none."""
    cells = pl.struct(modelo.alias("modelo"), "placa", "plate")
    return cells.map_batches(_own_plates, return_dtype=pl.Boolean)


def _own_plates(cells: pl.Series) -> pl.Series:
    rows = cells.struct.unnest()
    like = rows["modelo"].str.contains(_ANY_PLATE).fill_null(value=False)
    if not like.any():
        return like
    is_own = (pl.col("plate").fill_null("") == "") | same_writing(pl.col("modelo"), pl.col("placa"))
    return rows.select(pl.lit(like) & _filled(is_own)).to_series()


def is_own_year(modelo: pl.Expr) -> pl.Expr:
    """Whether a model is the year of its row, or the first of two: a 2008 of 2020 is a Peugeot."""
    number, ano = modelo.cast(pl.Int32, strict=False), pl.col("ano")
    is_first = (number == ano - 1) & (pl.col("ano_text").str.len_bytes() > 4)
    return _filled((modelo.str.len_bytes() == 4) & ((number == ano) | is_first))


def is_own_price(modelo: pl.Expr) -> pl.Expr:
    """Whether a model is the price of its row."""
    is_long = modelo.str.len_bytes() >= _PRICE_DIGITS
    number = modelo.cast(pl.Int64, strict=False)
    return _filled(is_long & ((modelo == pl.col("valor_text")) | (number == pl.col("valor_fipe"))))


def _filled(condition: pl.Expr) -> pl.Expr:
    return condition.fill_null(value=False)
