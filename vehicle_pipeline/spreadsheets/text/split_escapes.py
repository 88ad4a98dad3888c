"""Explains malformed records in which the semicolon of an escape (`&atilde;`) ended a cell."""

from collections.abc import Iterator

import polars as pl

from vehicle_pipeline.contracts import Delimiter
from vehicle_pipeline.domain.records import SPLIT_ESCAPE
from vehicle_pipeline.spreadsheets.text.shape import Shape

_ESCAPE = "&(?:[A-Za-z]{2,8}|#[0-9]{2,4});"


def with_split_escapes(records: Iterator[pl.DataFrame], shape: Shape) -> Iterator[pl.DataFrame]:
    """Return `records`, those with too many cells and such an escape marked (SPLIT_ESCAPE)."""
    if shape.delimiter != Delimiter.SEMICOLON:
        return records
    is_cut = (pl.col("found") > shape.columns) & pl.col("raw").str.contains(_ESCAPE)
    found = pl.when(is_cut).then(SPLIT_ESCAPE).otherwise("found").cast(pl.Int32)
    return (
        frame if frame["found"].null_count() == frame.height else frame.with_columns(found=found)
        for frame in records
    )
