"""Proposed corrections of plates, years, prices and models that the rules reject.

Each proposal is the text that was probably meant, or null. Only small and unambiguous corrections
are proposed: one character, one decoration, one way to complete it.
"""

import polars as pl

from vehicle_pipeline.domain.look_alikes import in_latin_letters
from vehicle_pipeline.domain.made_by_excel import (
    DATE_PLATE,
    ENGLISH_MONTHS,
    MONTH,
    PORTUGUESE_MONTHS,
)
from vehicle_pipeline.domain.numbers import FUEL
from vehicle_pipeline.domain.odd_models import QUOTES, REVERSED
from vehicle_pipeline.domain.plates import DASHES
from vehicle_pipeline.domain.price_proposals import PRICE_PROPOSALS, Proposal, where
from vehicle_pipeline.domain.schema import MODELO_MAX_CHARACTERS

# Pairs of characters that are often confused, in writing and in print.
_LETTERS, _DIGITS = [*"OISBZG"], [*"015826"]
_LIKE_A_DIGIT = "[OISBZG]"
_LIKE_A_LETTER = "[015826]"
# Federal units, which people write after a plate.
_UNITS = "AC|AL|AM|AP|BA|CE|DF|ES|GO|MA|MG|MS|MT|PA|PB|PE|PI|PR|RJ|RN|RO|RR|RS|SC|SE|SP|TO"
# In a cell for dates, Excel makes a day of 1905, or of 1909, of the number of a year.
_FIRST_DAYS = (pl.date(1899, 12, 30), pl.date(1904, 1, 1))
_YEARS_OF_DAYS = (1900, 2100)
# The value, and the same in Latin letters: found once, since proposals read it again and again.
_VALUE, _LATIN = pl.col("value"), pl.col("latin")
# Shortest text that a cut between two words may leave, in characters.
_CUT_KEEPS = 100


def _plate(text: pl.Expr) -> pl.Expr:
    """`AJ0-4689`, `ABC/1234`, `Placa: ABC1234`, `ABC1234 - SP`: at most one wrong character."""
    return text.map_batches(_plates, return_dtype=pl.String)


def _plates(texts: pl.Series) -> pl.Series:
    """Step by step: as one expression each step would be computed again wherever it is used."""
    text, bare, compact = map(pl.col, ("text", "bare", "compact"))
    # A small l looks like a 1, a capital one does not.
    capitals = text.str.replace(
        r"^([A-Za-z]{3}[\s.\-]?)l|l([0-9]?)$", "${1}1${2}"
    ).str.to_uppercase()
    undecorated = capitals.str.replace(r"^\s*PLACA[\s:.\-]+", "").str.replace(
        rf"[\s/(\-]+(?:{_UNITS})\)?\s*$", ""
    )
    letters, fourth, fifth, last = (
        compact.str.slice(start, length) for start, length in ((0, 3), (3, 1), (4, 1), (5, 2))
    )
    wrong = letters.str.count_matches(_LIKE_A_LETTER) + (fourth + last).str.count_matches(
        _LIKE_A_DIGIT
    )
    corrected = (
        letters.str.replace_many(_DIGITS, _LETTERS)
        + pl.when(bare.str.contains(r"[\p{L}\p{N}]{7}")).then(pl.lit("")).otherwise(pl.lit("-"))
        + fourth.str.replace_many(_LETTERS, _DIGITS)
        + fifth
        + last.str.replace_many(_LETTERS, _DIGITS)
    )
    with_bare = texts.to_frame("text").with_row_index("at").with_columns(bare=undecorated)
    seven = with_bare.with_columns(compact=bare.str.replace_all(r"[^\p{L}\p{N}]", "")).filter(
        (compact.str.len_chars() == 7) & ~text.str.contains(REVERSED)
    )
    found = seven.select("at", plate=where(wrong <= 1, corrected))
    return with_bare.join(found, on="at", how="left", maintain_order="left")["plate"]


def _plate_of_date(text: pl.Expr) -> pl.Expr:
    """`2019-09-01` and `01/09/2019`, the dates that Excel makes of SET-2019."""
    month = pl.coalesce(
        text.str.extract(r"^[0-9]{4}-([0-9]{2})-01\b"),
        text.str.extract(r"^0?1/([0-9]{1,2})/[0-9]{4}$"),
    )
    year = pl.coalesce(text.str.extract(r"^([0-9]{4})-"), text.str.extract(r"/([0-9]{4})$"))
    numbers = {str(number): name for number, name in enumerate(PORTUGUESE_MONTHS, start=1)}
    name = month.str.strip_chars_start("0").replace_strict(numbers, default=None)
    return where(text.str.contains(DATE_PLATE), name + year)


def _misread_year(text: pl.Expr) -> pl.Expr:
    """`2O21`: one letter for a digit."""
    capitals = text.str.replace("l", "1", literal=True).str.to_uppercase()
    is_one = text.str.contains(rf"^[0-9]*(?:{_LIKE_A_DIGIT}|[oisbzgl])[0-9]*$")
    return where(
        is_one & (capitals.str.len_chars() == 4), capitals.str.replace_many(_LETTERS, _DIGITS)
    )


def _decorated_year(text: pl.Expr) -> pl.Expr:
    """`ano 2021`, `2.021` as Excel shows a number, `2021-2022`, the year of a date."""
    return pl.coalesce(
        text.str.extract(r"(?i)^(?:ano|modelo|ano modelo)?[\s.:'\"“‘]*([0-9]{4})[\s.,;'\"”’]*$"),
        where(text.str.contains(r"^[12][.,][0-9]{3}$"), text.str.replace(r"[.,]", "")),
        text.str.extract(r"^(?:[0-9]{1,2}[/.\-])?[0-9]{1,2}[/.\-]([0-9]{4})$"),
        text.str.extract(r"^([0-9]{4})-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]+)?$"),
        text.str.extract(r"^([0-9]{4})-[0-9]$"),
        text.str.extract(rf"(?i)^{FUEL}\s?[-–/]?\s?([0-9]{{4}})$"),
        _pair(*_two_years(text, rf"^([0-9]{{4}})\s*[\\{DASHES}]\s*([0-9]{{4}})$")),
    )


def _year_of_day(text: pl.Expr) -> pl.Expr:
    """`1905-07-12`: the day that Excel makes of 2020 in a cell formatted as a date."""
    date = text.str.extract(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})").str.to_date(strict=False)
    numbers = [(date - first).dt.total_days() for first in _FIRST_DAYS]
    return pl.coalesce(
        where(number.is_between(*_YEARS_OF_DAYS), number.cast(pl.String)) for number in numbers
    )


def _pair_of_day(text: pl.Expr) -> pl.Expr:
    """`10/nov`: the date that Excel makes of 10/11, or of 11/10 where the month comes first."""
    day, month = _day_and_month(text)
    return pl.coalesce(_pair(2000 + day, 2000 + month), _pair(2000 + month, 2000 + day))


def _day_and_month(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    parts = rf"(?i)^([0-9]{{1,2}})[/\-\s.]({MONTH})\.?$"
    named = {name: number for number, name in enumerate(PORTUGUESE_MONTHS, start=1)}
    name = text.str.extract(parts, 2).str.to_uppercase()
    month = name.replace_strict(named | ENGLISH_MONTHS, default=None, return_dtype=pl.Int32)
    return text.str.extract(parts, 1).cast(pl.Int32), month


def _year_of_month(century: int) -> Proposal:
    """`out/20` and `out/2020`, in `century`."""

    def proposal(text: pl.Expr) -> pl.Expr:
        year = rf"(?i)^(?:[0-9]{{1,2}}[/\-\s.])?(?:{MONTH})[/\-\s.]"
        short = text.str.extract(rf"{year}([0-9]{{2}})$").cast(pl.Int32) + century
        return pl.coalesce(text.str.extract(rf"{year}([0-9]{{4}})$"), short.cast(pl.String))

    return proposal


def _half_short_pair(text: pl.Expr) -> pl.Expr:
    """`2021/22`: the model year is that of manufacture or the next."""
    made, short = _two_years(text, r"^([0-9]{4})\s*/\s*([0-9]{2})$")
    return _pair(made, made + (short - made) % 100)


def _short_year(century: int) -> Proposal:
    """`21` and `21/22`, in `century`; the rules decide which century is accepted."""

    def proposal(text: pl.Expr) -> pl.Expr:
        year = text.str.extract(r"^'?([0-9]{2})$").cast(pl.Int32) + century
        made, short = _two_years(text, rf"^'?([0-9]{{2}})\s*[/\\{DASHES}]\s*'?([0-9]{{2}})$")
        model = short + century
        return pl.coalesce(year.cast(pl.String), _pair(model - (short - made) % 100, model))

    return proposal


def _two_years(text: pl.Expr, pattern: str) -> tuple[pl.Expr, pl.Expr]:
    first, second = (text.str.extract(pattern, group).cast(pl.Int32) for group in (1, 2))
    return first, second


def _swapped_pair(text: pl.Expr) -> pl.Expr:
    """`2023/2022`: the model year before that of manufacture."""
    first, second = _two_years(text, rf"^([0-9]{{4}})\s*[/\\{DASHES}]\s*([0-9]{{4}})$")
    return where(first != second, _pair(second, first))


def _year_of_serial(text: pl.Expr) -> pl.Expr:
    """`45292`: Excel's number for 1 January."""
    days = where(text.str.contains(r"^[1-5][0-9]{4}$"), text).cast(pl.Int32)
    day = pl.date(1899, 12, 30) + pl.duration(days=days)
    return where(day.dt.ordinal_day() == 1, day.dt.year().cast(pl.String))


def _pair(made: pl.Expr, model: pl.Expr) -> pl.Expr:
    """Year of manufacture and model year, where the second is the first or the next."""
    return where((model - made).is_between(0, 1), pl.format("{}/{}", made, model))


def _cut_model(text: pl.Expr) -> pl.Expr:
    """Cut the text after the last whole word that fits."""
    head = text.str.slice(0, MODELO_MAX_CHARACTERS + 1)
    words = head.str.extract(rf"(?s)^(.{{{_CUT_KEEPS},}})\s\S*$")
    return pl.coalesce(words, head.str.slice(0, MODELO_MAX_CHARACTERS))


def _model_of_day(text: pl.Expr) -> pl.Expr:
    """`09/mar`: the date that Excel makes of 9-3."""
    day, month = _day_and_month(text)
    return pl.format("{}-{}", day, month)


def _model_in_numbers(text: pl.Expr) -> pl.Expr:
    """`09/03`: the same as a program that shows dates in numbers writes it."""
    day, month = (text.str.extract(r"^0?([0-9]{1,2})/0?([0-9]{1,2})$", part) for part in (1, 2))
    return pl.format("{}-{}", day, month)


def _without_apostrophes(text: pl.Expr) -> pl.Expr:
    """`'Gol`, `'Gol'`."""
    bare = text.str.strip_chars("'’‘´` ")
    return where(text.str.contains(f"^{QUOTES}"), bare)


def _whole_model(text: pl.Expr) -> pl.Expr:
    """`208.0`, `208,00`."""
    patterns = (r"^([0-9]{3,})\.0$", r"^([0-9]{3,4})[.,]0{1,2}$")
    return pl.coalesce(text.str.extract(pattern) for pattern in patterns)


def _shown_by_formula(text: pl.Expr) -> pl.Expr:
    """`=HYPERLINK("...";"Gol")`: what Excel would show."""
    return text.str.extract(r'(?i)^=HYPERLINK\("[^"]*"\s*[;,]\s*"([^"]+)"\)$')


def _also_as_latin(*proposals: Proposal) -> list[pl.Expr]:
    """The text in Latin letters, and the proposals for that."""
    return [_LATIN, *(of(_LATIN) for of in proposals)]


def with_latin(values: pl.DataFrame) -> pl.DataFrame:
    """Return `values` with the columns that proposals read: `value` is there, `latin` is added."""
    return values.with_columns(latin=in_latin_letters(_VALUE))


# By field, the best first; for `with_latin`.
PROPOSALS: dict[str, list[pl.Expr]] = {
    "modelo": [
        _cut_model(_VALUE),
        _model_of_day(_VALUE),
        _model_in_numbers(_VALUE),
        _whole_model(_VALUE),
        _shown_by_formula(_VALUE),
        _without_apostrophes(_VALUE),
        _LATIN,
    ],
    "placa": _also_as_latin(_plate, _plate_of_date),
    "ano": _also_as_latin(
        _misread_year,
        _year_of_day,
        _decorated_year,
        _pair_of_day,
        _year_of_month(2000),
        _year_of_month(1900),
        _half_short_pair,
        _swapped_pair,
        _year_of_serial,
        _short_year(2000),
        _short_year(1900),
    ),
    "valor_fipe": _also_as_latin(*PRICE_PROPOSALS),
}
