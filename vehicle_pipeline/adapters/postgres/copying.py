"""Frames and text into PostgreSQL and out of it, by COPY."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import polars as pl

from vehicle_pipeline.adapters.postgres.database import Connection

# Rows formatted at a time.
_SLICE = 25_000


def copy_in(connection: Connection, sql: Any, frame: pl.DataFrame) -> None:
    """Send a frame by COPY; PostgreSQL works on one slice while the next is being formatted."""
    if frame.is_empty():
        return
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for part in frame.iter_slices(_SLICE):
            text = BytesIO()
            part.write_csv(text, include_header=False, quote_style="necessary")
            copy.write(text.getbuffer())


def copy_out(connection: Connection, sql: Any, schema: pl.Schema) -> pl.DataFrame:
    """Return what a COPY to stdout gives, by the columns of `schema`."""
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        content = b"".join(copy)
    if not content:
        return schema.to_frame()
    return pl.read_csv(content, has_header=False, schema=schema)


def copied_blocks(
    connection: Connection, sql: Any, values: Mapping[str, Any], size: int
) -> Iterator[bytes]:
    """Yield what a COPY to stdout gives, in blocks of whole rows of about `size` bytes."""
    held = BytesIO()
    with connection.cursor() as cursor, cursor.copy(sql, values) as copy:
        for row in copy:
            held.write(row)
            if held.tell() >= size:
                yield held.getvalue()
                held = BytesIO()
    yield held.getvalue()
