"""Delimited text made for one test, and what is read of it."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import polars as pl

from vehicle_pipeline.contracts import Dialect, DialectOverrides
from vehicle_pipeline.spreadsheets.text import opening as text

ROW = ("Gol", "ABC1234", "2020", "45000.00")


def written(*rows: Sequence[str], delimiter: str = ",", newline: str = "\n") -> str:
    stream = io.StringIO(newline="")
    has_breaks = any(mark in cell for row in rows for cell in row for mark in "\r\n")
    quoting = csv.QUOTE_ALL if has_breaks else csv.QUOTE_MINIMAL
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerows(rows)
    return stream.getvalue()


def wrapped(*rows: Sequence[str], delimiter: str = ",", newline: str = "\n") -> str:
    """Each whole record quoted once more."""
    records = (written(row, delimiter=delimiter, newline="") for row in rows)
    return "".join(f'"{record.replace(chr(34), chr(34) * 2)}"{newline}' for record in records)


def stream_of(content: bytes | str) -> io.BytesIO:
    return io.BytesIO(content.encode() if isinstance(content, str) else content)


def dialect_of(content: bytes | str, **overrides: Any) -> Dialect:
    with text.opened(
        stream_of(content), DialectOverrides(**overrides), ("modelo", "placa", "ano", "valor_fipe")
    ) as spreadsheet:
        return spreadsheet.dialect


def read(
    content: bytes | str,
    fields: Sequence[str] = ("modelo", "placa", "ano", "valor_fipe"),
    **overrides: Any,
) -> pl.DataFrame:
    with text.opened(stream_of(content), DialectOverrides(**overrides), fields) as spreadsheet:
        frames = list(spreadsheet.records)
    return pl.concat(frames) if frames else pl.DataFrame({"row_number": []})


def whole(frame: pl.DataFrame) -> dict[int, tuple[str, ...]]:
    """Row number to cells, of the records with the right number of fields."""
    if frame.is_empty():
        return {}
    kept = frame.filter(pl.col("found").is_null())
    cells = kept.select(name for name in frame.columns if name.startswith("c"))
    return dict(zip(kept["row_number"], cells.rows(), strict=True))


def malformed(frame: pl.DataFrame) -> list[tuple[int, int, str]]:
    """Row number, number of fields and text of the other records."""
    return frame.drop_nulls("found").select("row_number", "found", "raw").rows()
