"""Has a file made by a process of its own, which keeps nobody else from their work.

The order goes to its standard input as JSON. In a process of its own, what takes a processor for
seconds holds up neither the event loop nor the threads of the API.
"""

import asyncio
import sys
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from time import monotonic
from typing import IO

from starlette.requests import ClientDisconnect, Request

from api.downloads.file_worker import TRY_AGAIN, Order
from api.downloads.turns import later
from vehicle_pipeline.errors import DatabaseUnavailableError

# A process ends itself so many seconds after its time, should the API be killed meanwhile.
GRACE = 5
# How often the process and the client are looked at, in seconds.
_TICK = 0.1
# Characters of a process's error output that go into the log.
_COMPLAINT = 2_000


async def carry_out(
    command: Sequence[str],
    order: Order,
    complaint: Path,
    request: Request,
    *,
    seconds: float,
    too_slow: str,
    expected: Collection[int] = (),
) -> int:
    """Run Python with `command`; return its exit status, which is 0 or one that is `expected`.

    Raises ApiError (503, `too_slow`) after so many `seconds`, ClientDisconnect and
    DatabaseUnavailableError. Its error output is kept in `complaint`.
    """
    with (
        complaint.open("wb") as stderr,
        Popen([sys.executable, *command], stdin=PIPE, stdout=DEVNULL, stderr=stderr) as process,
    ):
        try:
            assert process.stdin is not None
            _hand_over(order, process.stdin)
            await _until_ended(process, request, monotonic() + seconds, too_slow)
        finally:
            process.kill()
    if process.returncode == TRY_AGAIN:
        raise DatabaseUnavailableError
    if process.returncode and process.returncode not in expected:
        text = complaint.read_text("utf-8", "replace")[-_COMPLAINT:]
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {text}")
    return process.returncode


def _hand_over(order: Order, stdin: IO[bytes]) -> None:
    # The exit status of one that has ended shows why.
    with suppress(BrokenPipeError), stdin:
        stdin.write(order.model_dump_json().encode())


async def _until_ended(
    process: "Popen[bytes]", request: Request, deadline: float, too_slow: str
) -> None:
    while process.poll() is None:
        if monotonic() > deadline:
            raise later(too_slow)
        if await request.is_disconnected():
            raise ClientDisconnect
        await asyncio.sleep(_TICK)
