"""Makes files of vehicles: each of one moment, and whole before its first byte is sent.

So a slow reader holds a file without a name, and neither a snapshot nor a connection; and what
goes wrong is a problem document in place of half a file.
"""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from starlette.requests import Request

from api.downloads.delivery import Blocks, Deliveries, blocks_of
from api.downloads.file_process import GRACE, carry_out
from api.downloads.turns import Turns
from api.errors import ApiError
from api.exports import export_process
from api.exports.export_process import NO_SPACE, TOO_MANY, Order
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.vehicle_exports import VehicleExports
from vehicle_pipeline.adapters.vehicle_queries import VehicleFilter, VehicleQueries, VehicleSort
from vehicle_pipeline.contracts import CsvDialect
from vehicle_pipeline.errors import ObjectStoreUnavailableError
from vehicle_pipeline.spreadsheets.exported.workbook import MAX_ROWS

_COMMAND = ("-m", export_process.__name__)
# Each takes a processor for up to a minute; imports need them, too.
AT_ONCE = 2
# For a workbook of 1,048,575 vehicles, on a busy machine; in seconds.
TIME_LIMIT = 240
# Text needs a second per million vehicles.
CSV_TIME_LIMIT = 60
# As many as `Deliveries` has made at a time.
_CONNECTIONS = 2
_BLOCK = 1 << 20


class Exports:
    """Files of vehicles; nothing of them is left behind, whichever way a request ends."""

    def __init__(self, database_url: str) -> None:
        self.deliveries = Deliveries("exports_busy")
        self._database_url = database_url
        self._turns = Turns(AT_ONCE, "exports_busy")
        # Not the requests' connections: a statement of an export takes longer. Without patience,
        # which would be counted anew for every row.
        self._database = Database(
            database_url,
            application="vehicle-pipeline export",
            max_size=_CONNECTIONS,
            statement_timeout=CSV_TIME_LIMIT,
        )
        self._exports = VehicleExports(self._database)

    def csv(self, wanted: VehicleFilter, sort: VehicleSort, dialect: CsvDialect) -> Blocks:
        """Yield the file; all of it is made for the first block.

        Raises DatabaseError, and OSError where the disk is full.
        """
        with TemporaryFile(prefix="export-") as file:
            # Closed here and now: what is not read to its end holds a connection.
            with closing(self._exports.csv(wanted, sort, dialect)) as blocks:
                file.writelines(blocks)
            file.seek(0)
            yield from blocks_of(file, _BLOCK)

    async def file(
        self, suffix: str, wanted: VehicleFilter, sort: VehicleSort, request: Request
    ) -> Blocks:
        """Have a `.xlsx` or `.parquet` made, and return its blocks; it has no name any more.

        Raises ApiError (503) when too many are being made or it takes too long, (409) when a sheet
        has no room, ClientDisconnect, DatabaseUnavailableError, ObjectStoreUnavailableError.
        """
        async with self._turns.turn():
            with TemporaryDirectory(prefix="export-") as folder:
                path = Path(folder) / f"vehicles{suffix}"
                order = Order(
                    database_url=self._database_url,
                    wanted=wanted,
                    sort=sort,
                    path=path,
                    seconds=TIME_LIMIT + GRACE,
                )
                status = await carry_out(
                    _COMMAND,
                    order,
                    path.with_suffix(".log"),
                    request,
                    seconds=TIME_LIMIT,
                    too_slow="export_too_slow",
                    expected=(TOO_MANY, NO_SPACE),
                )
                if status == NO_SPACE:
                    raise ObjectStoreUnavailableError("storage_full")
                if status == TOO_MANY:
                    raise ApiError(409, "too_many_vehicles")
                return blocks_of(path.open("rb"), _BLOCK)

    def close(self) -> None:
        """Close every connection."""
        self._database.close()


def check_room(vehicles: VehicleQueries, wanted: VehicleFilter) -> None:
    """Raise ApiError (409) for more vehicles than a sheet has room for."""
    if vehicles.count(wanted) > MAX_ROWS:
        raise ApiError(409, "too_many_vehicles")
