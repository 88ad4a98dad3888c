"""Finds the header row and which column is which of our fields."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.errors import BadSpreadsheetError

# The header is looked for in this many rows; titles and blank rows may stand above it.
HEADER_SEARCH_ROWS = 20

# Names of each field, folded, from the most to the least telling. A name of a later group counts
# only where no column has one of an earlier group.
_NAMES: dict[str, tuple[frozenset[str], ...]] = {
    "modelo": (
        frozenset({"modelo", "modelodoveiculo"}),
        frozenset({"veiculo", "descricao"}),
    ),
    "placa": (frozenset({"placa", "placadoveiculo", "placamercosul", "placaatual"}),),
    "ano": (frozenset({"ano", "anomodelo", "anofabmod"}),),
    "valor_fipe": (
        frozenset({"valorfipe", "fipe", "precofipe", "valorfiper"}),
        frozenset({"valor", "preco"}),
    ),
}


@dataclass(frozen=True)
class Header:
    """A header row: its number (first row = 1), its texts, and the column of each field."""

    row: int
    columns: list[str]
    positions: dict[str, int]

    @property
    def mapping(self) -> dict[str, str]:
        """Our field to the text of its column."""
        return {field: self.columns[at] for field, at in self.positions.items()}

    @property
    def ignored(self) -> list[str]:
        """Texts of the columns that are none of our fields."""
        used = set(self.positions.values())
        return [text for at, text in enumerate(self.columns) if at not in used and text]


def fold(text: str) -> str:
    """Return a header text without case, accents, spaces and punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]", "", decomposed)


def find_header(rows: Sequence[Sequence[str]]) -> Header:
    """Return the first row of `rows` (the file's first ones) that names all our fields.

    Raises BadSpreadsheetError: missing_columns, ambiguous_columns.
    """
    top = rows[:HEADER_SEARCH_ROWS]
    for number, row in enumerate(top, start=1):
        candidates = {field: _columns_of(field, row) for field in FIELDS}
        if all(candidates.values()):
            return Header(number, _texts(row), _unambiguous(candidates, row))
    best = max(top, key=_hits, default=[])
    missing = [field for field in FIELDS if not _columns_of(field, best)]
    raise BadSpreadsheetError(
        "missing_columns",
        missing=", ".join(missing),
        found=", ".join(text for text in _texts(best) if text) or "—",
        expected=", ".join(FIELDS),
    )


def _texts(row: Sequence[str]) -> list[str]:
    return [" ".join(text.split()) for text in row]


def _columns_of(field: str, row: Sequence[str]) -> list[int]:
    folded = [fold(text) for text in row]
    for names in _NAMES[field]:
        if found := [at for at, text in enumerate(folded) if text in names]:
            return found
    return []


def _hits(row: Sequence[str]) -> tuple[int, int]:
    """How much a row looks like our header: fields named, then cells filled."""
    return sum(bool(_columns_of(field, row)) for field in FIELDS), sum(bool(t.strip()) for t in row)


def _unambiguous(candidates: dict[str, list[int]], row: Sequence[str]) -> dict[str, int]:
    for field, columns in candidates.items():
        if len(columns) > 1:
            raise BadSpreadsheetError(
                "ambiguous_columns", field=field, found=", ".join(row[at] for at in columns)
            )
    return {field: columns[0] for field, columns in candidates.items()}
