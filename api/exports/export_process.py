"""`python -m api.exports.export_process`: make one file of vehicles, and end.

A process of its own, like that of `api.error_files.workbook_process`. The order comes as JSON on
standard input.
"""

import resource
import signal
import sys
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from api.downloads.file_process import TRY_AGAIN
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.storage.disk import condition
from vehicle_pipeline.adapters.vehicle_exports import VehicleExports
from vehicle_pipeline.adapters.vehicle_queries import VehicleFilter, VehicleSort
from vehicle_pipeline.errors import DatabaseError, TooManyRowsError
from vehicle_pipeline.spreadsheets.exported import parquet, workbook

# Exit statuses (sysexits.h): more vehicles than the file has room for, and a disk that is full.
TOO_MANY = 65
NO_SPACE = 74
# Address space in bytes. The resident part stays below 250 MB, however many vehicles there are.
_MEMORY_LIMIT = 4 << 30
_WRITERS = {".xlsx": workbook.write, ".parquet": parquet.write}


class Order(BaseModel):
    """Which vehicles, into which file (its suffix is the format), and how long it may take."""

    model_config = ConfigDict(frozen=True)

    database_url: str
    wanted: VehicleFilter
    sort: VehicleSort
    path: Path
    seconds: float


def main() -> int:
    """Carry out the order on standard input; return the exit status."""
    order = Order.model_validate_json(sys.stdin.buffer.read())
    # If the API is killed, nothing else ends this process.
    signal.setitimer(signal.ITIMER_REAL, order.seconds)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_LIMIT, _MEMORY_LIMIT))
    database = Database(
        order.database_url,
        application="vehicle-pipeline export",
        max_size=1,
        statement_timeout=order.seconds,
    )
    try:
        frames = VehicleExports(database).frames(order.wanted, order.sort)
        _WRITERS[order.path.suffix](order.path, frames)
    except DatabaseError:
        return TRY_AGAIN
    except TooManyRowsError:
        return TOO_MANY
    except OSError as error:
        if condition(error) != "full":
            raise
        return NO_SPACE
    finally:
        database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
