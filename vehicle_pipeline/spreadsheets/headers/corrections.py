"""Files of rejected rows, which people correct and send back: how they name where they come from.

Such a file has, before the columns of the original, columns of its own. One of them says in every
row which import rejected it and by which decimal sign that import read its prices: alone, a few
rejected rows may not prove it any more.
"""

from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from vehicle_pipeline.contracts import DecimalMark

ROW_COLUMN = "linha_original"
REASONS_COLUMN = "erros"
SUGGESTIONS_COLUMN = "sugestoes"
ORIGIN_COLUMN = "importacao_de_origem"
REPORT_COLUMNS = (ROW_COLUMN, REASONS_COLUMN, SUGGESTIONS_COLUMN, ORIGIN_COLUMN)


@dataclass(frozen=True)
class Origin:
    """The import that rejected a row, and the decimal sign that it read prices by."""

    import_id: UUID
    decimal: DecimalMark | None

    def __str__(self) -> str:
        return f"{self.import_id} {self.decimal or ''}".strip()


def parse_origin(text: str) -> Origin | None:
    """Return what a cell of ORIGIN_COLUMN says, None if it says nothing of the kind."""
    words = text.split()
    try:
        import_id = UUID(words[0])
    except (IndexError, ValueError):
        return None
    mark = next((mark for mark in get_args(DecimalMark) if mark in words[1:]), None)
    return Origin(import_id, mark)
