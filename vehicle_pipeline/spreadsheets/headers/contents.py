"""Refuses a column whose name fits and whose cells are something else throughout.

Cells never choose a column, but they can show that a name means something else than usual.
"""

import re
from collections.abc import Mapping, Sequence

from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.headers.column_choice import Choice
from vehicle_pipeline.spreadsheets.headers.header_texts import clean

# A year or two, as a column `Modelo` beside `Veículo` has them: `2020`, `2020.0`, `2020/21`.
_YEARS = re.compile(r"(?:19|20)[0-9]{2}(?:\.0|/[0-9]{2}|/(?:19|20)[0-9]{2})?")
# Models that look like years. A fleet of nothing else is a fleet of them.
_MODELS = frozenset({"2008"})
# Codes of the FIPE table: `005340-6`, without its sign `0053406`.
_CODES = re.compile(r"[0-9]{6}-[0-9]|0[0-9]{6}")


def check_contents(
    choice: Choice, positions: Mapping[str, int], rows: Sequence[Sequence[str]]
) -> None:
    """Raise BadSpreadsheetError for a model column of years, or a price column of FIPE codes.

    `rows` are the first ones below the header. What the sender has named is not questioned.
    """
    for field, pattern, code in (
        ("modelo", _YEARS, "model_column_of_years"),
        ("valor_fipe", _CODES, "price_column_of_codes"),
    ):
        if field not in positions or field in choice.wanted:
            continue
        at = positions[field]
        values = {row[at].strip() for row in rows if at < len(row)} - {""}
        if values - _MODELS and all(map(pattern.fullmatch, values)):
            raise BadSpreadsheetError(code, column=clean(choice.row[at]))
