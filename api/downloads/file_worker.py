"""What a process that makes one file does; `file_process` starts it.

It imports nothing of the API: what it loads, each file waits for.
"""

import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.errors import DatabaseError

# Exit status where trying again later may help (sysexits.h).
TRY_AGAIN = 75


class Order(BaseModel):
    """From which database, into which file, and how long it may take."""

    model_config = ConfigDict(frozen=True)

    database_url: str
    path: Path
    seconds: float


T = TypeVar("T", bound=Order)


def carry_out(
    kind: type[T], make: Callable[[T, Database], int], *, application: str, memory: int
) -> int:
    """Carry out the order on standard input within `memory` (bytes); return the exit status.

    `make` makes the file, and returns the status of one that is made or has no room.
    """
    order = kind.model_validate_json(sys.stdin.buffer.read())
    # If the API is killed, nothing else ends this process.
    signal.setitimer(signal.ITIMER_REAL, order.seconds)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    database = Database(
        order.database_url,
        application=application,
        max_size=1,
        statement_timeout=order.seconds,
    )
    try:
        return make(order, database)
    except DatabaseError:
        return TRY_AGAIN
    finally:
        database.close()
