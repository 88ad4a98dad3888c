"""Converts blocks of rows to batches of Arrow columns of bounded size."""

from collections.abc import Iterator
from itertools import islice

import pyarrow as pa

from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.confined.calamine_sheet import Block, Row
from vehicle_pipeline.spreadsheets.confined.columns import as_shown, columns_of, has_numbers
from vehicle_pipeline.spreadsheets.confined.wire import PAYLOAD_BYTES, Wanted

# Cells turned into columns at a time: enough for Arrow to be quick, few enough to be small.
_BATCH_CELLS = 60_000
# Fewer rows than this are not worth the trouble, however wide they are.
_BATCH_ROWS = 50
Batch = tuple[int, pa.RecordBatch]


def batches(blocks: Iterator[Block], wanted: Wanted, cell_limit: int) -> Iterator[Batch]:
    """Yield the number of the first row of each batch, and its rows, one below the other.

    `columns_of` has the columns; `hidden` Boolean is another if any of the rows is hidden. Raises
    BadSpreadsheetError: too_many_cells.
    """
    cell_count = 0
    for block in blocks:
        cell_count += (block.last_row - block.first_row + 1) * block.width
        if cell_count > cell_limit:
            raise BadSpreadsheetError("too_many_cells", limit=cell_limit // 1_000_000)
        for first_row, rows in _slices(block, wanted.first_row):
            batch = _batch(block, first_row, rows, wanted)
            yield from _split(first_row, _marked(batch, first_row, block.hidden))


def packed_batch(batch: pa.RecordBatch) -> memoryview:
    """Return a batch as an Arrow IPC stream of its own."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return memoryview(sink.getvalue())


def _slices(block: Block, first_row: int) -> Iterator[tuple[int, list[Row]]]:
    number = max(block.first_row, first_row)
    rows = islice(block.rows, number - block.first_row, None)
    size = max(_BATCH_CELLS // block.width, _BATCH_ROWS)
    while some := list(islice(rows, size)):
        yield number, some
        number += len(some)


def _batch(block: Block, first_row: int, rows: list[Row], wanted: Wanted) -> pa.RecordBatch:
    blank = [""] * len(rows)
    read = [blank] * block.first_column + list(zip(*rows, strict=True))
    columns = [*read[: wanted.width], *[blank] * (wanted.width - len(read))]
    found = {}
    for at, column in enumerate(columns):
        if at == wanted.model and has_numbers(column):
            column = as_shown(column, first_row, block.showings(at))
        found.update(columns_of(column, at, is_year=at == wanted.year))
    return pa.RecordBatch.from_pydict(found)


def _marked(batch: pa.RecordBatch, first_row: int, hidden: frozenset[int]) -> pa.RecordBatch:
    """Add a column `hidden` if some of the rows are not shown."""
    marks = [number in hidden for number in range(first_row, first_row + batch.num_rows)]
    return batch.append_column("hidden", pa.array(marks)) if hidden and any(marks) else batch


def _split(first_row: int, batch: pa.RecordBatch) -> Iterator[Batch]:
    if batch.nbytes <= PAYLOAD_BYTES or batch.num_rows == 1:
        yield first_row, batch
        return
    half = batch.num_rows // 2
    yield from _split(first_row, batch.slice(0, half))
    yield from _split(first_row + half, batch.slice(half))
