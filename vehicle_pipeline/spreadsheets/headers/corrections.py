"""The columns added to files of rejected rows, which people correct and send back.

They precede the original columns. In every row, one of them (ORIGIN_COLUMN) has the id of the
import that rejected the row, and the decimal sign by which it read prices: a few rejected rows
alone may not prove the sign. A word beside it says that the sender had set the sign.
"""

from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from vehicle_pipeline.contracts import DecimalMark

ROW_COLUMN = "linha_original"
REASONS_COLUMN = "erros"
SUGGESTIONS_COLUMN = "sugestoes"
ORIGIN_COLUMN = "importacao_de_origem"
# The decimal sign was set by the sender.
_SET = "informado"
REPORT_COLUMNS = (ROW_COLUMN, REASONS_COLUMN, SUGGESTIONS_COLUMN, ORIGIN_COLUMN)


@dataclass(frozen=True)
class Origin:
    """The import that rejected a row, and the decimal sign by which it read prices."""

    import_id: UUID
    decimal: DecimalMark | None
    is_set: bool = False

    def __str__(self) -> str:
        words = (str(self.import_id), self.decimal, _SET if self.is_set else None)
        return " ".join(word for word in words if word)


def parse_origin(text: str) -> Origin | None:
    """Parse a cell of ORIGIN_COLUMN; return None if it has no import's id."""
    words = text.split()
    try:
        import_id = UUID(words[0])
    except (IndexError, ValueError):
        return None
    mark = next((mark for mark in get_args(DecimalMark) if mark in words[1:]), None)
    return Origin(import_id, mark, is_set=_SET in words)
