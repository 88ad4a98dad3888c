"""`python -m api.error_files.workbook_process`: make one workbook of rejected rows, and end.

In a process of its own it keeps neither the event loop nor the threads of the API from their
work, and its memory can be limited. The order comes as JSON on standard input.
"""

import resource
import signal
import sys
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.downloads.file_process import TRY_AGAIN
from vehicle_pipeline.adapters.imports.queries import ImportQueries
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.errors import DatabaseError
from vehicle_pipeline.spreadsheets.rejected import error_workbook
from vehicle_pipeline.spreadsheets.rejected.error_table import ErrorTable

# Address space in bytes. The resident part stays below 150 MB, however many rows there are.
_MEMORY_LIMIT = 2 << 30


class Order(BaseModel):
    """Whose rejected rows, in which language, into which file, and how long it may take."""

    model_config = ConfigDict(frozen=True)

    database_url: str
    job_id: UUID
    language: Language
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
        application="vehicle-pipeline error workbook",
        max_size=1,
        statement_timeout=order.seconds,
    )
    try:
        _make(order, ImportQueries(database))
    except DatabaseError:
        return TRY_AGAIN
    finally:
        database.close()
    return 0


def _make(order: Order, imports: ImportQueries) -> None:
    import_ = imports.get(order.job_id).record
    table = ErrorTable(import_.id, import_.dialect, order.language)
    error_workbook.write(order.path, table, imports.rejected(import_.id), import_.filename)


if __name__ == "__main__":
    sys.exit(main())
