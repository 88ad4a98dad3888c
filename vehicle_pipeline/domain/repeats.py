"""Finds plates that occur more than once in a file, in bounded memory.

There are 26^3 * 10 * 26 * 10^2 canonical plates, so a plate is a number below 457 million and the
set of all plates seen is a bit field of 57 MB, however large the file.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

_ALPHABETS = (26, 26, 26, 10, 26, 10, 10)
_FIRST_CHARACTERS = np.frombuffer(b"AAA0A00", dtype=np.uint8)
_WEIGHTS = np.array([np.prod(_ALPHABETS[i + 1 :], dtype=np.int64) for i in range(7)], np.uint32)
_PLATES = int(np.prod(_ALPHABETS, dtype=np.int64))

REPEATS_SCHEMA = pl.Schema(
    {"row_number": pl.Int32, "first_row_number": pl.Int32, "first_placa": pl.String}
)


def plate_numbers(plates: pl.Series) -> NDArray[np.uint32]:
    """Return each canonical plate of `plates` (7 ASCII characters) as a number, order kept."""
    # One scan over a text of 7 n characters: no Python object per plate.
    text = plates.str.join("").item() if len(plates) else ""
    # Position by position, each contiguous.
    characters = np.frombuffer(text.encode("ascii"), dtype=np.uint8).reshape(-1, 7).T.copy()
    numbers = np.zeros(len(plates), dtype=np.uint32)
    for position, (first, weight) in enumerate(zip(_FIRST_CHARACTERS, _WEIGHTS, strict=True)):
        numbers += (characters[position] - first) * weight
    return numbers


class SeenPlates:
    """A set of plates."""

    def __init__(self) -> None:
        self._bits = np.zeros(_PLATES // 8 + 1, dtype=np.uint8)

    def add(self, numbers: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Add plates in order; return for each whether it was added before (also by this call)."""
        distinct, first = np.unique(numbers, return_index=True)
        byte, bit = distinct >> 3, np.left_shift(1, distinct & 7, dtype=np.uint8)
        repeated = np.ones(len(numbers), dtype=np.bool_)
        repeated[first] = (self._bits[byte] & bit) != 0
        np.bitwise_or.at(self._bits, byte, bit)
        return repeated


def find_repeats(chunks: Sequence[pl.LazyFrame]) -> pl.DataFrame:
    """Return the rows whose plate occurs in an earlier row, with that row: see REPEATS_SCHEMA.

    `chunks` hold `row_number`, `placa` (as written) and canonical `plate` of the accepted rows.
    """
    chunks = _in_file_order(chunks)
    seen = SeenPlates()
    repeated = pl.concat(
        [_repeated_rows(chunk, seen) for chunk in chunks]
        or [pl.DataFrame(schema={"row_number": pl.Int32, "plate": pl.String})]
    )
    if repeated.is_empty():
        return REPEATS_SCHEMA.to_frame()
    firsts = _first_rows(chunks, repeated["plate"].unique())
    return repeated.join(firsts, on="plate").select(REPEATS_SCHEMA.names())


def _in_file_order(chunks: Sequence[pl.LazyFrame]) -> list[pl.LazyFrame]:
    starts = [chunk.select(pl.col("row_number").min()).collect().item() for chunk in chunks]
    filled = [pair for pair in zip(starts, chunks, strict=True) if pair[0] is not None]
    return [chunk for _, chunk in sorted(filled, key=lambda pair: pair[0])]


def _repeated_rows(chunk: pl.LazyFrame, seen: SeenPlates) -> pl.DataFrame:
    rows = chunk.select("row_number", "plate").collect()
    return rows.filter(seen.add(plate_numbers(rows["plate"])))


def _first_rows(chunks: Iterable[pl.LazyFrame], plates: pl.Series) -> pl.DataFrame:
    wanted = plates.to_frame("plate").lazy()
    found = pl.concat(
        chunk.select("row_number", "placa", "plate").join(wanted, on="plate") for chunk in chunks
    )
    first = pl.col("row_number").arg_min()
    return (
        found.group_by("plate")
        .agg(first_row_number=pl.col("row_number").min(), first_placa=pl.col("placa").get(first))
        .collect()
    )
