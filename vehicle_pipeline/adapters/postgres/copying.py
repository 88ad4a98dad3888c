"""Frames and text into PostgreSQL and out of it, by COPY."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import polars as pl
from psycopg.abc import Buffer, PQGen
from psycopg.errors import error_from_result
from psycopg.generators import fetch_many
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn
from psycopg.waiting import Wait

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
    """Yield what a COPY to stdout gives, in blocks of whole rows of about `size` bytes.

    psycopg's own reading waits for each row by itself, which takes longer than the row.
    """
    with connection.cursor() as cursor, cursor.copy(sql, values):
        while True:
            block = connection.wait(_block(connection.pgconn, size))
            yield block
            if len(block) < size:
                return


def _block(server: PGconn, size: int) -> PQGen[bytes]:
    """Return rows of at least `size` bytes, or fewer at the end; raises psycopg.Error."""
    rows: list[Buffer] = []
    length = 0
    while length < size:
        count, row = server.get_copy_data(1)
        if count > 0:
            rows.append(row)
            length += count
        elif count == 0:
            while not (yield Wait.R):
                continue
            server.consume_input()
        else:
            (result,) = yield from fetch_many(server)
            if result.status != ExecStatus.COMMAND_OK:
                raise error_from_result(result)
            break
    return b"".join(rows)
