"""Frames and text into PostgreSQL and out of it, by COPY."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import polars as pl
from psycopg.abc import PQGen
from psycopg.errors import error_from_result
from psycopg.generators import copy_from, fetch_many
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from vehicle_pipeline.adapters.postgres.database import Connection

# Rows formatted at a time.
_SLICE = 25_000
# Bytes received at a time.
_BLOCK = 1 << 20


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
    content = b"".join(copied_blocks(connection, sql, {}, _BLOCK))
    if not content:
        return schema.to_frame()
    return pl.read_csv(content, has_header=False, schema=schema)


def copied_blocks(
    connection: Connection, sql: Any, values: Mapping[str, Any], size: int
) -> Iterator[bytes]:
    """Yield what a COPY to stdout gives, in blocks of whole rows of about `size` bytes."""
    is_over = False
    with connection.cursor() as cursor, cursor.copy(sql, values):
        while not is_over:
            block, is_over = connection.wait(_received(connection.pgconn, size))
            yield block


def _received(connection: PGconn, size: int) -> PQGen[tuple[bytes, bool]]:
    """Return the next rows, and whether they are the last.

    Takes what is there already without a generator for each row, which would take longer than the
    row; `copy_from` waits where nothing is there.
    """
    held = BytesIO()
    while held.tell() < size:
        length, row = connection.get_copy_data(1)
        if length < 0:
            _check((yield from fetch_many(connection)))
            return held.getvalue(), True
        if length == 0:
            waited = yield from copy_from(connection)
            if not isinstance(waited, memoryview):
                return held.getvalue(), True
            row = waited
        held.write(row)
    return held.getvalue(), False


def _check(results: list[PGresult]) -> None:
    """Raise what the server says has ended a COPY too early."""
    for result in results:
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result)
