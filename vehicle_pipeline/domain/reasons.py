"""Finds why a value was rejected, as the code of a sentence that is more exact than the fault's."""

import polars as pl

from vehicle_pipeline.domain import other_rows
from vehicle_pipeline.domain.cell_texts import JOINT, control_name
from vehicle_pipeline.domain.garbled import is_garbled
from vehicle_pipeline.domain.look_alikes import (
    FOREIGN,
    character_names,
    foreign_character,
    strange_character,
)
from vehicle_pipeline.domain.made_by_excel import DATE_PLATE, DATE_YEAR, is_made_model
from vehicle_pipeline.domain.numbers import FIPE_CODE, RIDDLE
from vehicle_pipeline.domain.odd_models import REASONS, REVERSED
from vehicle_pipeline.domain.other_values import (
    OTHER_VALUES,
    REPEATED,
    TOTALS,
    is_own_plate,
    is_own_price,
    is_own_year,
)
from vehicle_pipeline.domain.plates import DASHES
from vehicle_pipeline.domain.schema import FIRST_YEAR, MODELO_MAX_CHARACTERS
from vehicle_pipeline.domain.shown_values import (
    EMPTY_FORMULA,
    FOREIGN_CURRENCY,
    NAME_OF_REAIS,
    SHOWN_BY_FORMAT,
    SIGN_OF_REAIS,
)
from vehicle_pipeline.domain.stand_ins import (
    ERROR_CELL,
    is_uncalculated,
    says_no_plate,
    says_nothing,
)

# The FIPE table has 32000 as the model year of a new vehicle ("zero km").
_ZERO_KM = r"(?i)^(?:32[.,]?000\b.*|0+\s?-?\s?km|zero(?:\s?-?\s?(?:km|quil[oôó]metros?))?)$"
# Days since the end of 1899, as Excel counts: from 1940 to 2049.
_EXCEL_DAYS = (14_611, 54_789)
_PAIR = rf"^([0-9]{{4}})\s?[/\\{DASHES}]\s?([0-9]{{4}})\b"
# The same with other signs or fewer digits.
_OTHER_PAIR = rf"^'?[0-9]{{2,4}}\s?[/\\{DASHES}]\s?'?(?:[0-9]{{2}}){{1,2}}$"
# A plate with quotes or other words, or what seems to be one with a character too few or too many.
_AROUND_PLATE = r"(?i)(?:^|[^\p{L}\p{N}])[A-Z]{3}[\s.\-]?[0-9][A-Z0-9][0-9]{2}(?:[^\p{L}\p{N}]|$)"
_NEARLY_PLATE = r"^[A-Za-z]{2,4}[\s.\-]?[0-9][A-Za-z0-9]{1,4}$"
# Plates of the pilot project for motorcycles.
_PILOT_PLATE = r"(?i)^[A-Z]{3}[\s.\-]?[0-9]{2}[A-Z][0-9]$"
_PRICES = {
    # As `records` writes it.
    "unit_beside_price": r"^.* \([^():]+: [^()]+\)$",
    "fipe_code": FIPE_CODE,
    "foreign_currency": FOREIGN_CURRENCY,
    "percentage": "%",
    "negative_price": (
        r"(?i)^(?:R\$)?\s?[-−–]\s?(?:R\$)?\s?[0-9]|^\((?:R\$)?[\s0-9.,]+\)$|[0-9]\s?-$"
    ),
    "scientific_price": r"(?i)^(?:R\$)?\s?[0-9]+(?:[.,][0-9]+)?e[+-]?[0-9]+$",
    "decimals_or_thousands": RIDDLE,
    "third_decimal": (
        rf"(?i)^(?:{SIGN_OF_REAIS})?\s?(?:[0-9]+[.,]|[1-9][0-9]{{0,2}}(?:(?:\.[0-9]{{3}})+,"
        rf"|(?:,[0-9]{{3}})+\.))[0-9]{{3,}}\s?(?:{NAME_OF_REAIS})?$"
    ),
    "thousands_in_words": r"(?i)[0-9]\s?(?:mil|k|mi|milh(?:ão|ões))\b",
}


# A model or plate is a text, and a year has no decimals.
_BY_FORMAT = {
    "modelo": "model_by_format",
    "placa": "text_by_format",
    "ano": "year_by_format",
    "valor_fipe": "shown_by_format",
}


def params(check: str, field: str, last_year: int) -> pl.Expr:
    """Return the params of a check's faults in a field as JSON, from typed rows and `value`."""
    value = pl.col("value")
    before = [
        _reason("empty_formula", value == EMPTY_FORMULA),
        _reason("uncalculated_formula", is_uncalculated(value)),
        _reason("error_cell", value.str.contains(ERROR_CELL)),
        _reason(_BY_FORMAT[field], value.str.contains(SHOWN_BY_FORMAT)),
    ]
    if check == "too_long":
        length, limit = value.str.len_chars(), pl.lit(MODELO_MAX_CHARACTERS)
        return pl.coalesce(*before, _with_params("too_long", length=length, limit=limit))
    anywhere = [
        _reason("reversed_text", value.str.contains(REVERSED)),
        _with_params("control_character", name=control_name(value)),
        *([_reason("joined_values", value.str.contains(JOINT))] if field != "modelo" else []),
        _reason("totals_row", value.str.contains(TOTALS)),
        _reason("same_as_above", value.str.contains(REPEATED)),
    ]
    return pl.coalesce(*before, *anywhere, _exact(check, value, last_year), pl.lit("{}"))


def _exact(check: str, value: pl.Expr, last_year: int) -> pl.Expr:
    match check:
        case "no_model":
            return _of_model(value)
        case "invalid_plate":
            return _of_plate(value)
        case "invalid_year":
            return _of_year(value, last_year)
        case "invalid_price":
            return _of_price(value)
        case _:
            return _of_other_row(pl.col("other_row"))


def _of_other_row(text: pl.Expr) -> pl.Expr:
    params = pl.struct(other_rows.reason(text).alias("reason"), text.alias("text"))
    return pl.when(text.is_not_null()).then(params.struct.json_encode())


def _of_model(value: pl.Expr) -> pl.Expr:
    char = strange_character(value)
    named = {"char": char, "name": char.map_batches(character_names, return_dtype=pl.String)}
    by_text = {**REASONS, **OTHER_VALUES}
    return pl.coalesce(
        _reason("empty_like", says_nothing(value)),
        _reason("model_of_price", value.str.contains(r"^R\$\s?[0-9]")),
        _reason("made_model", is_made_model(value)),
        *(
            _reason(code, value.str.contains(pattern))
            for code, pattern in by_text.items()
            if code != "foreign_model"
        ),
        _reason("model_of_plate", is_own_plate(value)),
        _reason("model_of_year", is_own_year(value)),
        _reason("model_of_price", is_own_price(value)),
        _reason("garbled_text", value.map_batches(is_garbled, return_dtype=pl.Boolean)),
        _with_params("foreign_model", **named),
    )


def _of_plate(value: pl.Expr) -> pl.Expr:
    letters = value.str.replace_all(r"[^\p{L}\p{N}]", "")
    return pl.coalesce(
        _reason("no_plate", says_no_plate(value)),
        _reason("more_than_plate", value.str.contains(_AROUND_PLATE)),
        _foreign("plate", value, letters.str.len_chars() == 7),
        _reason("pilot_plate", value.str.contains(_PILOT_PLATE)),
        _reason("date_plate", value.str.contains(DATE_PLATE)),
        pl.when(value.str.contains(_NEARLY_PLATE) & (letters.str.len_chars() != 7)).then(
            _with_params("plate_length", length=letters.str.len_chars())
        ),
    )


def _of_year(value: pl.Expr, last_year: int) -> pl.Expr:
    ano = pl.col("ano")
    made, model = (value.str.extract(_PAIR, group).cast(pl.Int32) for group in (1, 2))
    day = pl.date(1899, 12, 30) + pl.duration(days=ano.clip(*_EXCEL_DAYS))
    years = {"first": pl.lit(FIRST_YEAR), "last": pl.lit(last_year)}
    return pl.coalesce(
        _reason("zero_km_year", value.str.contains(_ZERO_KM)),
        _foreign("year", value, _as_digits(value).str.contains(r"^[0-9OIl][0-9OIl\s./,]*$")),
        _reason("year_pair", ~(model - made).is_between(0, 1)),
        _reason("date_year", value.str.contains(DATE_YEAR)),
        pl.when(ano.is_between(*_EXCEL_DAYS)).then(
            _with_params("excel_date", date=day.dt.strftime("%Y-%m-%d"))
        ),
        pl.when(ano > 0).then(_with_params("year_out_of_range", **years)),
        _reason("year_form", value.str.contains(_OTHER_PAIR)),
    )


def _of_price(value: pl.Expr) -> pl.Expr:
    return pl.coalesce(
        _foreign(
            "price", value, _as_digits(value).str.contains(r"(?i)^R?\$?\s?[0-9OIl][0-9OIl\s.,]*$")
        ),
        *(_reason(code, value.str.contains(pattern)) for code, pattern in _PRICES.items()),
    )


def _foreign(what: str, value: pl.Expr, applies: pl.Expr) -> pl.Expr:
    """Name the first letter or digit of another alphabet, where `applies`."""
    char = foreign_character(value)
    name = char.map_batches(character_names, return_dtype=pl.String)
    return pl.when(applies).then(_with_params(f"foreign_{what}", char=char, name=name))


def _as_digits(value: pl.Expr) -> pl.Expr:
    """Replace what is foreign in a number, be it a letter or a mark."""
    return value.str.replace_all(FOREIGN, "0")


def _reason(code: str, applies: pl.Expr) -> pl.Expr:
    return pl.when(applies).then(pl.lit(f'{{"reason": "{code}"}}'))


def _with_params(code: str, **values: pl.Expr) -> pl.Expr:
    """Return a JSON object, null where a value is null."""
    is_complete = pl.all_horizontal(value.is_not_null() for value in values.values())
    named = [pl.lit(code).alias("reason"), *(value.alias(name) for name, value in values.items())]
    json = pl.struct(named).struct.json_encode()
    return pl.when(is_complete).then(json)
