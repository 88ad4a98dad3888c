"""Which column is which field, as it is typed: by the header's text, or by the place."""

from collections.abc import Sequence

from vehicle_pipeline.contracts import ColumnName
from vehicle_pipeline.local.errors import BadUsageError
from vehicle_pipeline.local.pairs import pairs

# As many letters as Excel's last column has: XFD.
_MOST_LETTERS = 3


def mapped_columns(headers: Sequence[str], places: Sequence[str]) -> dict[str, ColumnName]:
    """Return the column of each field: `headers` hold `placa=Nr. Placa`, `places` `placa=C`.

    An empty text stays one. Raises BadUsageError.
    """
    named = pairs("--mapping", 'placa="Nr. Placa"', headers)
    placed = pairs("--column", "placa=C", places)
    if twice := sorted(named.keys() & placed.keys()):
        raise BadUsageError(
            f"Diga a coluna de {twice[0]} com --mapping ou com --column, não ambas."
        )
    numbers = {field: _number(text) if text else "" for field, text in placed.items()}
    return {**named, **numbers}


def _number(text: str) -> int:
    """Return the number of a column that is typed as `C` or as `3`; the first is 1."""
    typed = text.strip().upper()
    if typed.isascii() and typed.isdecimal() and len(typed) <= 5:
        return int(typed)
    if not (typed.isascii() and typed.isalpha() and len(typed) <= _MOST_LETTERS):
        raise BadUsageError(f"Não há coluna {text}: use as letras ou o número dela, como C ou 3.")
    number = 0
    for letter in typed:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
