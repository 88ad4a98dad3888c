"""Reads files in which each whole record is quoted once more: `"nome,""placa"",..."`.

Excel makes them of a text with commas that it opened as a single column.
"""

import io
import re
from collections.abc import Iterator

import polars as pl

from vehicle_pipeline.spreadsheets.text.shape import Shape
from vehicle_pipeline.spreadsheets.text.text_records import numbered_records


def unwrapped(outer: Iterator[pl.DataFrame], shape: Shape) -> Iterator[pl.DataFrame]:
    """Yield the records inside the only column of `outer`, as `numbered_records` does.

    A record that was not wrapped as the others are is malformed.
    """
    for frame in outer:
        wrapped = frame.filter(pl.col("found").is_null()).select("row_number", "c0")
        is_plain = pl.col("c0").str.contains(_plain_record(shape.delimiter))
        parts = [
            *_plain(wrapped.filter(is_plain), shape),
            _odd(wrapped.filter(~is_plain), shape),
            frame.filter(pl.col("found").is_not_null()).drop("c0"),
        ]
        yield pl.concat(parts, how="diagonal").sort("row_number")


def _plain_record(delimiter: str) -> str:
    """Pattern of a record on one line whose quotes all close."""
    other = rf"[^{re.escape(delimiter)}\r\n]*"
    first = rf'[^"{re.escape(delimiter)}\r\n]'
    field = rf'(?:"(?:[^"\r\n]|"")*"(?:{first}{other})?|(?:{first}{other})?)'
    return rf"^{field}(?:{re.escape(delimiter)}{field})*$"


def _plain(wrapped: pl.DataFrame, shape: Shape) -> Iterator[pl.DataFrame]:
    """Records of one line each, parsed together."""
    if wrapped.is_empty():
        return
    lines = io.BytesIO(wrapped["c0"].str.join("\n").item().encode())
    for frame in numbered_records(lines, shape):
        yield frame.with_columns(wrapped["row_number"].gather(frame["row_number"] - 1))


def _odd(wrapped: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """Records with line breaks, or with a quote that does not close, parsed one by one."""
    rows = [_record(number, text, shape) for number, text in wrapped.rows()]
    return pl.DataFrame(rows, shape.schema, orient="row")


def _record(number: int, text: str, shape: Shape) -> tuple[int | str | None, ...]:
    records = shape.split(text, row=number)
    cells = [cell for record in records for cell in record]
    is_whole = len(records) == 1 and len(cells) in (shape.columns, shape.width)
    if is_whole and not any(cell.strip() for cell in cells[shape.columns :]):
        return (number, *cells[: shape.columns], None, None)
    return (number, *[None] * shape.columns, len(cells), text)
