"""`python -m api.exports.export_process`: make one file of vehicles, and end.

The order comes as JSON on standard input.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl

from api.downloads import file_worker
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.storage.disk import condition
from vehicle_pipeline.adapters.vehicle_exports import VehicleExports
from vehicle_pipeline.adapters.vehicle_queries import VehicleFilter, VehicleSort
from vehicle_pipeline.errors import TooManyRowsError

# Exit statuses (sysexits.h): more vehicles than the file has room for, and a disk that is full.
TOO_MANY = 65
NO_SPACE = 74
# Address space in bytes. The resident part stays below 250 MB, however many vehicles there are.
_MEMORY_LIMIT = 4 << 30

Writer = Callable[[Path, Iterable[pl.DataFrame]], None]


class Order(file_worker.Order):
    """Which vehicles, in which order; the suffix of the path is the format."""

    wanted: VehicleFilter
    sort: VehicleSort


def main() -> int:
    """Carry out the order on standard input; return the exit status."""
    return file_worker.carry_out(
        Order, _make, application="vehicle-pipeline export", memory=_MEMORY_LIMIT
    )


def _make(order: Order, database: Database) -> int:
    try:
        frames = VehicleExports(database).frames(order.wanted, order.sort)
        _writer(order.path.suffix)(order.path, frames)
    except TooManyRowsError:
        return TOO_MANY
    except OSError as error:
        if condition(error) != "full":
            raise
        return NO_SPACE
    return 0


def _writer(suffix: str) -> Writer:
    """Return what writes a format. Only that is loaded: Arrow takes longer than a small file."""
    if suffix == ".parquet":
        from vehicle_pipeline.spreadsheets.exported import parquet

        return parquet.write
    from vehicle_pipeline.spreadsheets.exported import workbook

    return workbook.write


if __name__ == "__main__":
    sys.exit(main())
