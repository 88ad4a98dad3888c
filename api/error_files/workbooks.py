"""Has workbooks of rejected rows made, each by a process of its own, a few at a time."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryDirectory
from time import monotonic
from typing import IO, BinaryIO
from uuid import UUID

from starlette.requests import ClientDisconnect, Request

from api.error_files import workbook_process
from api.error_files.turns import Turns, later
from api.error_files.workbook_process import Order
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.errors import DatabaseUnavailableError

_COMMAND = ("-m", workbook_process.__name__)
# Each takes a processor for seconds; imports need them, too.
AT_ONCE = 2
# 3,000,000 cells take half of it on a busy machine.
TIME_LIMIT = 120
# It ends itself only when the API no longer can.
_GRACE = 5
# How often the process and the client are looked at, in seconds.
_TICK = 0.1
# Characters of a process's error output that go into the log.
_COMPLAINT = 2_000


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
                    seconds=TIME_LIMIT + _GRACE,
                )
                await _carry_out(order, request)
                return path.open("rb")


async def _carry_out(order: Order, request: Request) -> None:
    complaint = order.path.with_suffix(".log")
    with (
        complaint.open("wb") as stderr,
        Popen([sys.executable, *_COMMAND], stdin=PIPE, stdout=DEVNULL, stderr=stderr) as process,
    ):
        try:
            assert process.stdin is not None
            _hand_over(order, process.stdin)
            await _until_ended(process, request)
        finally:
            process.kill()
    if process.returncode == workbook_process.TRY_AGAIN:
        raise DatabaseUnavailableError
    if process.returncode:
        text = complaint.read_text("utf-8", "replace")[-_COMPLAINT:]
        raise RuntimeError(f"the workbook process ended with {process.returncode}: {text}")


def _hand_over(order: Order, stdin: IO[bytes]) -> None:
    # The exit status of one that has ended shows why.
    with suppress(BrokenPipeError), stdin:
        stdin.write(order.model_dump_json().encode())


async def _until_ended(process: "Popen[bytes]", request: Request) -> None:
    deadline = monotonic() + TIME_LIMIT
    while process.poll() is None:
        if monotonic() > deadline:
            raise later("errors_workbook_too_slow")
        if await request.is_disconnected():
            raise ClientDisconnect
        await asyncio.sleep(_TICK)
