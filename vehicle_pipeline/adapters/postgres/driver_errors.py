"""psycopg's errors as our own: each is translated once, at the edge of a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from vehicle_pipeline.errors import (
    DatabaseDeadlockError,
    DatabaseFullError,
    DatabaseLockTimeoutError,
    DatabaseReadOnlyError,
    DatabaseRestartingError,
    DatabaseSerializationError,
    DatabaseStatementTimeoutError,
    DatabaseUnavailableError,
    PipelineError,
    StatementRefusedError,
    TableMissingError,
)

# By SQLSTATE (PostgreSQL's appendix A). psycopg counts "read-only" among the errors of programs,
# though no program causes a failover. A refused connection (too many of them, 53300) has no
# SQLSTATE: the driver does not hand on why.
_BY_STATE: dict[str | None, type[PipelineError]] = {
    "25006": DatabaseReadOnlyError,
    "25P04": DatabaseStatementTimeoutError,
    "40001": DatabaseSerializationError,
    "40P01": DatabaseDeadlockError,
    "42P01": TableMissingError,
    "53100": DatabaseFullError,
    "55P03": DatabaseLockTimeoutError,
    "57014": DatabaseStatementTimeoutError,
    "57P01": DatabaseRestartingError,
    "57P02": DatabaseRestartingError,
    "57P03": DatabaseRestartingError,
}
# Classes of SQLSTATE: connections, resources, the operator's doing, the system's faults.
_AWAY = {"08", "53", "57", "58"}


def translated(error: psycopg.Error) -> PipelineError:
    """Return an error of the driver in our own words."""
    if kind := _BY_STATE.get(error.sqlstate):
        return kind()
    if (error.sqlstate or "")[:2] in _AWAY or _is_unheard(error):
        return DatabaseUnavailableError()
    # Without the details, which show the row.
    return StatementRefusedError(error.diag.message_primary or str(error))


def _is_unheard(error: psycopg.Error) -> bool:
    return isinstance(error, psycopg.OperationalError) and error.sqlstate is None


@contextmanager
def translating() -> Iterator[None]:
    """While inside, raise errors of the driver as our own."""
    try:
        yield
    except psycopg.Error as error:
        raise translated(error) from error
