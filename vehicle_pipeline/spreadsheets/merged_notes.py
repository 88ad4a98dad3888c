"""Notes about merged cells: only the first cell of a block has a value, and the others none."""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.spreadsheets.confined.merged_cells import Merged
from vehicle_pipeline.spreadsheets.headers.header_texts import letters

# Blocks that a sentence names; a person who sees these finds the others.
_NAMED = 5


class MergedNote(NamedTuple):
    """A sentence's code, the number of cells that it is about, and where their blocks are."""

    code: str
    cells: int
    ranges: str


def merged_notes(blocks: Sequence[Merged], dialect: Dialect) -> list[MergedNote]:
    """Return the notes about blocks in the header and below it; those in titles do no harm."""
    header = dialect.header_row
    below = {block: _without_value(block, dialect) for block in blocks if block.first_row > header}
    names = {
        block: block.last_column - block.first_column
        for block in blocks
        if block.first_row <= header <= block.last_row
    }
    found = (_note("merged_cells", below), _note("merged_header", names))
    return [note for note in found if note.cells]


def _note(code: str, counts: dict[Merged, int]) -> MergedNote:
    harmful = sorted(block for block, count in counts.items() if count)
    named = [_range(block) for block in islice(harmful, _NAMED)]
    more = ["…"] if len(harmful) > _NAMED else []
    return MergedNote(code, sum(counts.values()), ", ".join([*named, *more]))


def _without_value(block: Merged, dialect: Dialect) -> int:
    """Return how many cells of our columns are in a block, but are not its first cell."""
    columns = range(block.first_column, block.last_column + 1)
    positions = dialect.positions.values()
    ours = sum(at in columns for at in positions) * (block.last_row - block.first_row + 1)
    return ours - (block.first_column in positions)


def _range(block: Merged) -> str:
    """Return a block as a spreadsheet program writes it: `A3:B5`."""
    first = f"{letters(block.first_column)}{block.first_row}"
    return f"{first}:{letters(block.last_column)}{block.last_row}"
