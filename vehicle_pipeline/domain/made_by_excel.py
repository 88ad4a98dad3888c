"""Recognizes what programs make of texts that they take for dates, numbers or truths."""

import polars as pl

from vehicle_pipeline.domain.shown_values import MONTHS, SHOWN_BY_FORMAT

# Months as Excel writes them in Portuguese, and where they differ in English, with their numbers.
PORTUGUESE_MONTHS = [month.upper() for month in MONTHS]
ENGLISH_MONTHS = {"FEB": 2, "APR": 4, "MAY": 5, "AUG": 8, "SEP": 9, "OCT": 10, "DEC": 12}
MONTH = "|".join([*PORTUGUESE_MONTHS, *ENGLISH_MONTHS])
_ISO_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T]00:00(?::00)?)?$"
# SET-2019 is taken for a date.
DATE_PLATE = (
    rf"(?i){_ISO_DATE}|^[0-9]{{1,2}}[/.\-][0-9]{{1,2}}[/.\-](?:[0-9]{{2}}){{1,2}}$"
    rf"|^(?:[0-9]{{1,2}}[/\-\s.])?(?:{MONTH})[/\-\s.][0-9]{{2}}$"
)
# Dates in the year column, with or without a year.
DATE_YEAR = rf"{DATE_PLATE}|^[0-9]{{1,2}}[/\-\s.](?:{MONTH})\.?$|^(?:{MONTH})[/\-\s.][0-9]{{4}}$"
# The same in words: `9 de mar. de 2009`, `março/2009`, `March 9`.
_NAMES = (
    "jan(?:eiro|uary)?|fev(?:ereiro)?|feb(?:ruary)?|mar(?:ço|co|ch)?|a[bp]r(?:il)?|mai(?:o)?|may"
    "|ju[nl](?:ho|e|y)?|ago(?:sto)?|aug(?:ust)?|set(?:embro)?|sep(?:tember)?|out(?:ubro)?"
    "|oct(?:ober)?|nov(?:embro|ember)?|de[zc](?:embro|ember)?"
)
_BETWEEN = r"(?:\.?\sde\s|\.?[/\-\s.,]\s?)"
_IN_WORDS = (
    rf"^(?:[\p{{L}}\-]+,\s)?[0-9]{{1,2}}{_BETWEEN}(?:{_NAMES})\.?(?:{_BETWEEN}[0-9]{{2,4}})?$"
    rf"|^(?:{_NAMES}){_BETWEEN}(?:[0-9]{{1,2}}{_BETWEEN})?[0-9]{{2,4}}$"
)
# Of models: dates (9-3), times, numbers with an exponent (113E1), truths, per cents and amounts.
_MODEL = "|".join(
    (
        DATE_YEAR,
        _IN_WORDS,
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]+$",
        r"^-?[0-9]{1,4}:[0-9]{2}(?::[0-9]{2})?(?:\s?[AP]M)?$",
        r"^-?[0-9](?:[.,][0-9]+)?E[+-][0-9]{1,3}$",
        r"^(?:VERDADEIRO|FALSO|TRUE|FALSE)$",
        r"^-?[0-9][0-9.,]*\s?(?:%|mil|mi)$",
        r"^-?[A-Z]{0,3}[$€£]\s?-?[0-9.,]*$",
        # Days and months in numbers (9/3, 12/2009), and numbers with decimals. A 3/4 is a truck.
        r"^[0-9]{1,2}/(?:[0-35-9]|[0-9]{2}|[0-9]{4})$|^(?:[0-24-9]|[0-9]{2})/4$",
        r"^[0-9]{1,2},[0-9]{1,2}$",
        r"^-[0-9][0-9.,]*$",
        # More digits with cents are a price.
        r"^[0-9]{1,2}[.,]00$|^[0-9]{3}[.,][0-9]{1,2}$|^[0-9]{4,}[.,][0-9]$",
        SHOWN_BY_FORMAT,
    )
)


def is_made_model(text: pl.Expr) -> pl.Expr:
    """Whether a text in the model column is what a program made of the model, or of a number."""
    return text.str.contains(_MODEL)
