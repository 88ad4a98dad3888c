"""Notices prices that were cut in two before a file was made: `45000` and, beside it, `90`.

A text with commas whose prices had a decimal comma was opened by a program, and saved as a
workbook or with other delimiters. Texts with commas are looked at row by row (`text.split_prices`).
"""

import re
from collections.abc import Sequence

from vehicle_pipeline.domain.shown_values import SIGN_OF_REAIS
from vehicle_pipeline.spreadsheets.headers.column_names import NAMES, fold

# Code of the note about digits beside all prices.
DIGITS_BESIDE = "digits_beside_prices"
# Folded names of columns that hold no number of one to three digits, not even as a code: brands,
# fuels and states have codes (`59`).
NO_NUMBERS = frozenset(
    {
        *("", "obs", "observacao", "observacoes", "comentario", "comentarios", "anotacao"),
        *("anotacoes", "detalhes", "nome", "proprietario", "motorista", "condutor", "endereco"),
        *("uf", "chassi", "renavam"),
        *(name for group in (*NAMES["modelo"], *NAMES["placa"]) for name in group.names),
    }
)
# A price without decimals, and what may be those of all prices. Programs drop a zero at the end of
# a number, or before it.
_WHOLE = re.compile(
    rf"(?:{SIGN_OF_REAIS})? ?(?:[0-9]+|[0-9]{{1,3}}(?:\.[0-9]{{3}})+)(?:\.0)?", re.I
)
_CENTS = re.compile(r"[0-9]{1,2}(?:\.0)?")
# Rows with both that are enough.
_ENOUGH = 2


def digits_beside_prices(columns: Sequence[str], at: int, rows: Sequence[Sequence[str]]) -> int:
    """Return how many of `rows` have what may be the cents of their price in the cell beside it.

    0 if a price has decimals, or the column beside has something else or a name of numbers. `at` is
    the position of the prices.
    """
    beside = at + 1
    if beside < len(columns) and fold(columns[beside]) not in NO_NUMBERS:
        return 0
    pairs = [(row[at].strip(), row[beside].strip()) for row in rows if beside < len(row)]
    filled = [(price, rest) for price, rest in pairs if rest]
    is_cut = all(_CENTS.fullmatch(rest) for _, rest in filled) and all(
        _WHOLE.fullmatch(price) for price, _ in pairs if price
    )
    return len(filled) if is_cut and len(filled) >= _ENOUGH else 0
