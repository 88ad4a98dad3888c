"""`python -m api.error_files.workbook_process`: make one workbook of rejected rows, and end.

In a process of its own it keeps neither the event loop nor the threads of the API from their
work, and its memory can be limited. The order comes as JSON on standard input.
"""

import sys
from uuid import UUID

from api.downloads import file_worker
from vehicle_pipeline.adapters.imports.queries import ImportQueries
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.spreadsheets.rejected import error_workbook
from vehicle_pipeline.spreadsheets.rejected.error_table import ErrorTable

# Address space in bytes. The resident part stays below 150 MB, however many rows there are.
_MEMORY_LIMIT = 2 << 30


class Order(file_worker.Order):
    """Whose rejected rows, and in which language."""

    job_id: UUID
    language: Language


def main() -> int:
    """Carry out the order on standard input; return the exit status."""
    return file_worker.carry_out(
        Order, _make, application="vehicle-pipeline error workbook", memory=_MEMORY_LIMIT
    )


def _make(order: Order, database: Database) -> int:
    imports = ImportQueries(database)
    import_ = imports.get(order.job_id).record
    table = ErrorTable(import_.id, import_.dialect, order.language)
    error_workbook.write(order.path, table, imports.rejected(import_.id), import_.filename)
    return 0


if __name__ == "__main__":
    sys.exit(main())
