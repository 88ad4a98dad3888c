"""The validated chunks of a run, as they are compared with the table or loaded into it."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl

from vehicle_pipeline.adapters.imports.chunk_loading import ChunkRows
from vehicle_pipeline.domain import rejections


class ValidatedChunks:
    """The chunks of one import, in the order of the file."""

    def __init__(
        self,
        first_rows: Sequence[int],
        judged: Sequence[pl.LazyFrame],
        repeats: pl.LazyFrame,
        records: Callable[[int], Path],
    ) -> None:
        """`judged`: see `validation.judge`; `repeats`: see `find_repeats`.

        `first_rows`: of each planned chunk. `records` returns the Arrow file of a chunk as read.
        """
        self._length = len(first_rows)
        self._of_chunk = by_chunk(judged, first_rows)
        self._empty = judged[0].head(0)
        self._repeats = repeats
        self._records = records

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[ChunkRows]:
        return (self[index] for index in range(self._length))

    def __getitem__(self, index: int) -> ChunkRows:
        if not 0 <= index < self._length:
            raise IndexError(index)
        rows = self._of_chunk.get(index, self._empty)
        valid = rejections.accepted(rows).select(rejections.ACCEPTED)
        accepted = valid.join(self._repeats, on="row_number", how="anti")
        records = pl.scan_ipc(self._records(index))
        faults = rejections.faults(rows, self._repeats, records)
        return ChunkRows(accepted.collect(), faults, records)


def by_chunk(frames: Sequence[pl.LazyFrame], first_rows: Sequence[int]) -> dict[int, pl.LazyFrame]:
    """Return the frames by chunk index; frames without rows are left out."""
    starts = [frame.select(pl.col("row_number").min()).collect().item() for frame in frames]
    return {
        bisect_right(first_rows, start) - 1: frame
        for start, frame in zip(starts, frames, strict=True)
        if start is not None
    }
