"""Reads records that lack cells of columns that are not read, or end in blank ones too many.

Programs leave out the empty cells at the end of a line, or write a delimiter behind the last. A
record stays malformed if a cell missing elsewhere could look the same.
"""

import re
from collections import Counter
from collections.abc import Iterator

import polars as pl

from vehicle_pipeline.contracts import Delimiter
from vehicle_pipeline.spreadsheets.headers.finding import Header
from vehicle_pipeline.spreadsheets.text.shape import Shape
from vehicle_pipeline.spreadsheets.text.split_prices import cut_record
from vehicle_pipeline.spreadsheets.text.wrapped import parsed

# Code of the note about such records.
_NOTE = "uneven_ends"
# Fields of which no cell of another column is one.
_STRICT = frozenset({"placa", "ano"})


def with_even_ends(
    records: Iterator[pl.DataFrame], header: Header, shape: Shape, notes: Counter[str]
) -> Iterator[pl.DataFrame]:
    """Yield `records`, those whole whose ends alone differ from the header's."""
    least = _least(header, shape)
    price = header.positions.get("valor_fipe")
    is_cut = pl.lit(value=False)
    if shape.delimiter == Delimiter.COMMA and price is not None:
        is_cut = pl.col("text").str.contains(cut_record(price, r"[0-9]{1,3}(?:\.[0-9]{1,2})?"))
    for frame in records:
        suspects = frame.filter(pl.col("found") >= least)
        if not header.positions or suspects.is_empty():
            yield frame
            continue
        texts = _evened(suspects, shape).filter(~is_cut)
        read = parsed(texts, shape).filter(pl.col("found").is_null())
        notes[_NOTE] += read.height
        others = frame.join(read, on="row_number", how="anti")
        yield pl.concat([others, read], how="diagonal").sort("row_number")


def _least(header: Header, shape: Shape) -> int:
    """Return how many cells a record must have so that those missing are at its end.

    Without a cell before them, a price and a model may be those of the next column; a plate or a
    year would show it.
    """
    ours = {at: name for name, at in header.positions.items()}
    last = max(ours, default=0)
    before = max((at for at in range(last) if at not in ours), default=None)
    is_shown = before is None or any(name in _STRICT for at, name in ours.items() if at > before)
    return last + 1 if is_shown else shape.columns


def _evened(suspects: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """Return the texts (row_number, text) of records, with as many cells as the header has."""
    lacking = shape.columns - pl.col("found")
    short = suspects.filter(lacking > 0).select(
        "row_number",
        text=pl.concat_str("raw", pl.lit(shape.delimiter).repeat_by(lacking).list.join("")),
    )
    parts = [short]
    blank = "[ ]*" if shape.delimiter == Delimiter.TAB else r"[ \t]*"
    for found in suspects["found"].unique():
        if (surplus := found - shape.columns) > 0:
            end = rf'(?:{re.escape(shape.delimiter)}{blank}(?:""{blank})?){{{surplus}}}\s*$'
            long = suspects.filter((pl.col("found") == found) & pl.col("raw").str.contains(end))
            parts.append(long.select("row_number", text=pl.col("raw").str.replace(end, "")))
    return pl.concat(parts)
