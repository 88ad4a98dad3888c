"""Compares what our reader left behind with another reader's rows. Runs in a child process."""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from foreign_files.differences import QUOTE, UNEXPLAINED, as_text, kind
from foreign_files.others import TEXT_READERS, guessed_dialect, readers_of
from vehicle_pipeline.domain.records import STRAY_QUOTES

BLANK_ROW = "blank row"
COVERED_CELL = "cell under a merged one"
BESIDE_THE_TABLE = "cell beside the table"
_SHOWN_CHARACTERS = 60
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_COVERED = re.compile(rb"<table:covered-table-cell\b[^<>]*[^/]>")
# A row of white space, control and invisible characters, quotes and delimiters is nothing that
# anyone sees.
_VISIBLE = re.compile(r"[^\s\x00-\x1f\x7f\xad\u200b-\u200f\u2060\ufeff\",;|]")


@dataclass
class Comparison:
    """How many cells were compared, and how many differences of each kind there are."""

    cells: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    # The first cell that differs, for each kind.
    firsts: dict[str, str] = field(default_factory=dict)

    def note(self, name: str, row: int, column: int, ours: object, theirs: object) -> None:
        """Count a difference; `column` is 0-based."""
        self.kinds[name] = self.kinds.get(name, 0) + 1
        self.firsts.setdefault(
            name, f"row {row}, column {column + 1}: {_shown(ours)}, other {_shown(theirs)}"
        )

    @property
    def unexplained(self) -> int:
        """Differences that nobody has explained."""
        return self.kinds.get(UNEXPLAINED, 0)


@dataclass(frozen=True)
class OurRow:
    """A record as our reader gave it; `found` where it has too many or too few fields."""

    cells: Sequence[str]
    found: int | None


def count_rows(path: Path, reader: str) -> int:
    """Return how many rows another reader finds in a file that ours refuses.

    Raises ValueError for what only looks like text to a reader that looks at nothing.
    """
    if readers_of(path) is TEXT_READERS and b"\0" in path.read_bytes():
        raise ValueError("binary")
    rows = readers_of(path)[reader](path, guessed_dialect(path))
    return sum(bool(_filled(cells)) for _, cells in rows)


def compare(path: Path, reader: str, dialect: dict[str, Any], folder: Path) -> Comparison:
    """Compare the header and the records in `folder` with the rows that `reader` yields."""
    ours = dict(_ours(folder))
    result = Comparison()
    for number, cells in readers_of(path)[reader](path, dialect):
        row = ours.pop(number, None)
        if number == dialect["header_row"]:
            _compare_header(result, number, cells, dialect)
        # pandas fills short records up and cuts long ones off without a word.
        elif number > dialect["header_row"] and not (
            row and row.found is not None and reader == "pandas"
        ):
            _compare_row(result, number, row, cells, dialect)
    hidden = reader == "odfpy" and _has_covered_cells(path)
    for number, row in ours.items():
        name = COVERED_CELL if hidden else UNEXPLAINED
        result.note(name, number, 0, row.cells, "no such row")
    return result


def _has_covered_cells(path: Path) -> bool:
    """Whether a sheet keeps values under merged cells, where pandas' reader does not look."""
    with zipfile.ZipFile(path) as archive:
        return _COVERED.search(archive.read("content.xml")) is not None


def _compare_header(
    result: Comparison, number: int, cells: Sequence[Any], dialect: Mapping[str, Any]
) -> None:
    """Header texts are in one line, without control characters."""
    for at, column in enumerate(dialect["columns"]):
        cell = cells[at] if at < len(cells) else None
        result.cells += 1
        if kind(column, _in_one_line(cell)) and (name := kind(column, cell)):
            result.note(name, number, at, column, cell)


def _in_one_line(cell: Any) -> Any:
    return " ".join(_CONTROLS.sub(" ", cell).split()) if isinstance(cell, str) else cell


def _ours(folder: Path) -> Iterator[tuple[int, OurRow]]:
    for file in sorted(folder.glob("*.arrow")):
        frame = pl.read_ipc(file)
        texts = [name for name in frame.columns if name[0] == "c"]
        rows = frame.select("row_number", "found", *texts).iter_rows()
        for number, found, *cells in rows:
            yield number, OurRow([cell or "" for cell in cells], found)


def _compare_row(
    result: Comparison,
    number: int,
    ours: OurRow | None,
    cells: Sequence[Any],
    dialect: Mapping[str, Any],
) -> None:
    filled, width = _filled(cells), len(dialect["columns"])
    if ours is None:
        if not filled:
            return
        blank = not any(_VISIBLE.search(as_text(cell)) for cell in filled[:width])
        result.note(BLANK_ROW if blank else UNEXPLAINED, number, 0, "no such row", list(cells))
    elif ours.found is not None:
        if ours.found == STRAY_QUOTES:
            result.note(QUOTE, number, 0, "a malformed row", list(cells))
        elif ours.found != len(cells):
            result.note(UNEXPLAINED, number, 0, f"{ours.found} fields", list(cells))
    else:
        _compare_cells(result, number, ours, filled, width)


def _compare_cells(
    result: Comparison, number: int, ours: OurRow, theirs: Sequence[Any], width: int
) -> None:
    is_shifted = False
    for at in range(max(width, len(theirs))):
        cell = theirs[at] if at < len(theirs) else None
        mine = ours.cells[at] if at < len(ours.cells) else ""
        result.cells += 1
        if name := kind(mine, cell):
            beside = at >= width and not mine
            name = QUOTE if is_shifted else name
            # Behind a quote that one of the two takes for an end, cells are others.
            is_shifted = name == QUOTE
            result.note(BESIDE_THE_TABLE if beside else name, number, at, mine, cell)


def _filled(cells: Sequence[Any]) -> Sequence[Any]:
    """`cells` without the empty ones at the end."""
    end = len(cells)
    while end and as_text(cells[end - 1]) == "":
        end -= 1
    return cells[:end]


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return repr(text[:_SHOWN_CHARACTERS]) if isinstance(value, str) else text[:_SHOWN_CHARACTERS]
