"""Writes vehicles as a Parquet file, a row group after the other."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

# Exact prices, and no type that only some readers know.
SCHEMA = pa.schema(
    [
        pa.field("modelo", pa.string(), nullable=False),
        pa.field("placa", pa.string(), nullable=False),
        pa.field("ano", pa.int32(), nullable=False),
        pa.field("valor_fipe", pa.decimal128(12, 2), nullable=False),
    ]
)


def write(path: Path, frames: Iterable[pl.DataFrame]) -> None:
    """Write each frame as a row group."""
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for frame in frames:
            writer.write_table(frame.to_arrow().cast(SCHEMA))
