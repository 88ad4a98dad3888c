"""The child's side of the protocol in `wire`."""

import gc
from collections.abc import Iterator
from itertools import islice
from typing import Any

from vehicle_pipeline.spreadsheets.confined.batches import batches, packed_batch
from vehicle_pipeline.spreadsheets.confined.books import Sheet, open_book
from vehicle_pipeline.spreadsheets.confined.calamine_sheet import Block
from vehicle_pipeline.spreadsheets.confined.cell_texts import text
from vehicle_pipeline.spreadsheets.confined.merged_cells import MOST_BLOCKS
from vehicle_pipeline.spreadsheets.confined.wire import Wanted
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits

# The names of columns are short; what stands above and below them is of no interest to its end.
_TOP_CHARACTERS = 2_000
Message = tuple[dict[str, Any], bytes | memoryview]


class Answers:
    """Answers questions about one workbook."""

    def __init__(self, content: bytes, limits: WorkbookLimits) -> None:
        self._limits = limits
        self._book = open_book(content, limits)
        self._sheets: dict[str, Sheet] = {}

    def sheets(self) -> dict[str, Any]:
        """What sheets there are."""
        return {"sheets": [sheet._asdict() for sheet in self._book.sheets]}

    def to(self, question: dict[str, Any]) -> Iterator[Message]:
        """Yield the messages that answer a question."""
        if "top" in question:
            yield self._top(question["top"], question["rows"], question["keep"]), b""
        else:
            yield from self._reading(question.pop("read"), Wanted(**question))

    def _top(self, name: str, rows: int, keep: str | None) -> dict[str, Any]:
        sheet = self._book.sheet(name)
        self._sheets = {kept: self._sheets[kept] for kept in [keep] if kept} | {name: sheet}
        return {"top": _texts(sheet.top(rows), rows)}

    def _reading(self, name: str, wanted: Wanted) -> Iterator[Message]:
        sheet = self._sheets[name]
        self._sheets = {}
        is_whole, blocks = sheet.reading(wanted.head_rows)
        ends = [(some.start, min(some.stop, wanted.width)) for some in sheet.hidden_columns]
        hidden = {at for end in ends for at in range(*end)}
        yield {"is_whole": is_whole, "hidden_columns": sorted(hidden)}, b""
        rows = 0
        # Rows are lists of cells, millions of them, and never refer to each other.
        gc.disable()
        for first_row, batch in batches(blocks, wanted, self._limits.cells):
            yield {"first_row": first_row}, packed_batch(batch)
            rows += batch.num_rows
        yield {"rows": rows, "merged": list(islice(sheet.merged(), MOST_BLOCKS))}, b""


def _texts(block: Block | None, rows: int) -> list[list[str]]:
    """The texts of the first `rows` rows, without the blank ones at the end of each."""
    if block is None:
        return []
    left = [""] * block.first_column
    found: list[list[str]] = [[] for _ in range(min(block.first_row - 1, rows))]
    for row in islice(block.rows, rows - len(found)):
        texts = left + [text(value)[:_TOP_CHARACTERS] for value in row]
        while texts and not texts[-1].strip():
            texts.pop()
        found.append(texts)
    return found
