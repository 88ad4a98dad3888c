"""Reads records that are quoted once more as a whole: `"nome,""placa"",..."`.

Excel makes them of a text with commas that it opened as a single column: of all lines, or only of
those that have quotes inside.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator

import polars as pl

from vehicle_pipeline.domain.records import STRAY_QUOTES
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.text.quotes import STRAY, Mending
from vehicle_pipeline.spreadsheets.text.shape import Shape
from vehicle_pipeline.spreadsheets.text.text_records import numbered_records

# Code of the note about records that are not wrapped as the others of their file are.
PARTLY = "partly_wrapped"
_WRAPPED = r'(?s)^"(.*)"$'


def unwrapped(
    outer: Iterator[pl.DataFrame], shape: Shape, notes: Counter[str]
) -> Iterator[pl.DataFrame]:
    """Yield the records inside the only column of `outer`, as `numbered_records` does.

    A record that is not wrapped is read as it stands, if it has all fields.
    """
    for frame in outer:
        inside = frame.filter(pl.col("found").is_null())
        outside = frame.filter(pl.col("found").is_not_null())
        is_bare = pl.col("found").is_in([shape.columns, shape.width])
        bare = parsed(outside.filter(is_bare).select("row_number", text="raw"), shape)
        notes[PARTLY] += bare["found"].null_count()
        wrapped = parsed(inside.select("row_number", text="c0"), shape)
        rest = outside.filter(~is_bare).drop("c0")
        yield pl.concat([wrapped, bare, rest], how="diagonal").sort("row_number")


def with_unwrapped(
    records: Iterator[pl.DataFrame], shape: Shape, notes: Counter[str]
) -> Iterator[pl.DataFrame]:
    """Yield `records`, those unwrapped that are whole inside."""
    for frame in records:
        suspects = frame.filter((pl.col("found") == 1) & pl.col("raw").str.contains(_WRAPPED))
        if suspects.is_empty():
            yield frame
            continue
        inner = pl.col("raw").str.extract(_WRAPPED).str.replace_all('""', '"', literal=True)
        read = parsed(suspects.select("row_number", text=inner), shape)
        read = read.filter(pl.col("found").is_null() | (pl.col("found") == STRAY_QUOTES))
        notes[PARTLY] += read["found"].null_count()
        others = frame.join(read, on="row_number", how="anti")
        yield pl.concat([others, read], how="diagonal").sort("row_number")


def parsed(texts: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """Return the record in each of `texts` (row_number, text), as `numbered_records` does."""
    is_plain = pl.col("text").str.contains(_plain_record(shape.delimiter))
    parts = [*_plain(texts.filter(is_plain), shape), _odd(texts.filter(~is_plain), shape)]
    return pl.concat(parts).sort("row_number")


def _plain_record(delimiter: str) -> str:
    """Pattern of a record on one line with quotes around fields only."""
    field = rf'(?:"(?:[^"\r\n]|"")*"|[^"{re.escape(delimiter)}\r\n]*)'
    return rf"^{field}(?:{re.escape(delimiter)}{field})*$"


def _plain(texts: pl.DataFrame, shape: Shape) -> Iterator[pl.DataFrame]:
    """Records of one line each, parsed together."""
    if texts.is_empty():
        return
    lines = io.BytesIO(texts["text"].str.join("\n").item().encode())
    for frame in numbered_records(lines, shape):
        yield frame.with_columns(texts["row_number"].gather(frame["row_number"] - 1))


def _odd(texts: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """Records with line breaks or odd quotes, parsed one by one."""
    rows = [_record(number, text, shape) for number, text in texts.rows()]
    return pl.DataFrame(rows, shape.schema, orient="row")


def _record(number: int, text: str, shape: Shape) -> tuple[int | str | None, ...]:
    try:
        mending = Mending(shape.delimiter)
        mended = b"".join(mending.blocks([text.encode()]))
    except BadSpreadsheetError:  # a quote that does not close
        return shape.malformed(number, STRAY_QUOTES, text)
    if mending.kinds[STRAY]:
        return shape.malformed(number, STRAY_QUOTES, text)
    records = shape.split(mended.decode(), row=number)
    cells = [cell for record in records for cell in record]
    is_whole = len(records) == 1 and len(cells) in (shape.columns, shape.width)
    if is_whole and not any(cell.strip() for cell in cells[shape.columns :]):
        return (number, *cells[: shape.columns], None, None)
    return shape.malformed(number, len(cells), text)
