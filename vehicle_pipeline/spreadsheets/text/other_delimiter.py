"""Names the delimiter of a text whose header was not found with those that were tried."""

from collections.abc import Iterator, Sequence
from itertools import islice

from vehicle_pipeline.contracts import Delimiter
from vehicle_pipeline.spreadsheets.headers.column_choice import choose
from vehicle_pipeline.spreadsheets.headers.finding import HEADER_SEARCH_ROWS
from vehicle_pipeline.spreadsheets.text.text_file import TextFile

# Signs that stand in names, too.
_IN_NAMES = frozenset(" _-.()/$")
# Longest line in characters that is tried as a header: each sign of it is tried.
_LONGEST = 4_000


def delimiter_hint(
    text: TextFile, tried: Sequence[str], fields: Sequence[str]
) -> dict[str, str | int]:
    """Return the params of a more exact sentence if the header has a delimiter not `tried`.

    Reasons: other_delimiter (one that is read), unknown_delimiter.
    """
    for row, line in enumerate(islice(text.lines(), HEADER_SEARCH_ROWS), start=1):
        for mark in _marks(line[:_LONGEST]):
            cells = [cell.strip(' "\r\n') for cell in line[:_LONGEST].split(mark)]
            if mark not in tried and choose(cells, {}, fields).is_complete:
                reason = "other_delimiter" if mark in set(Delimiter) else "unknown_delimiter"
                return {"reason": reason, "row": row, "delimiter": shown(mark)}
    return {}


def _marks(line: str) -> Iterator[str]:
    """Yield the signs that may be delimiters, the rarest in names first.

    What stands in names is none where a usual delimiter is: `Modelo placa;Ano fipe`.
    """
    signs = {char for char in line if not char.isalnum() and char not in '"\r\n'}
    if not signs.isdisjoint(Delimiter):
        signs -= _IN_NAMES
    yield from sorted(signs, key=lambda char: (char in _IN_NAMES, char))


def shown(mark: str) -> str:
    """Return a delimiter for a sentence."""
    return f"'{mark}'" if mark.isprintable() else f"U+{ord(mark):04X}"
