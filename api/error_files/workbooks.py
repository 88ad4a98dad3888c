"""Has workbooks of rejected rows made, each by a process of its own, a few at a time."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from uuid import UUID

from starlette.requests import Request

from api.downloads.file_process import GRACE, carry_out
from api.downloads.turns import Turns
from api.error_files import workbook_process
from api.error_files.workbook_process import Order
from vehicle_pipeline.domain.messages import Language

_COMMAND = ("-m", workbook_process.__name__)
# Each takes a processor for seconds; imports need them, too.
AT_ONCE = 2
# 3,000,000 cells take half of it on a busy machine.
TIME_LIMIT = 120


class ErrorWorkbooks:
    """Makes workbooks; nothing of them is left behind, whichever way a request ends."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._turns = Turns(AT_ONCE, "errors_workbooks_busy")

    async def make(self, job_id: UUID, language: Language, request: Request) -> BinaryIO:
        """Return the workbook, open for reading; its file has no name any more.

        Raises ApiError (503) when too many are being made or it takes too long, ClientDisconnect,
        and DatabaseUnavailableError.
        """
        async with self._turns.turn():
            with TemporaryDirectory(prefix="errors-") as folder:
                path = Path(folder) / "errors.xlsx"
                order = Order(
                    database_url=self._database_url,
                    job_id=job_id,
                    language=language,
                    path=path,
                    seconds=TIME_LIMIT + GRACE,
                )
                await carry_out(
                    _COMMAND,
                    order,
                    path.with_suffix(".log"),
                    request,
                    seconds=TIME_LIMIT,
                    too_slow="errors_workbook_too_slow",
                )
                return path.open("rb")
