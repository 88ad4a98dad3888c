"""PostgreSQL: the connection pool, named statements, and driver errors in our own words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from types import SimpleNamespace
from typing import Any, LiteralString, cast

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_loads
from psycopg_pool import ConnectionPool
from pydantic_core import from_json

from vehicle_pipeline.adapters.postgres.patience import KEEPALIVES, PatientConnection
from vehicle_pipeline.errors import DatabaseUnavailableError

# How long a request waits for a connection before it hears "unavailable", in seconds.
CONNECT_TIMEOUT = 5.0
# How long a connection may take to say that it works before another one is made, in seconds.
CHECK_TIMEOUT = 3.0

Connection = psycopg.Connection[DictRow]

# What PostgreSQL says while it is there, but of no use; anything else counts as no answer. So does
# a refused connection (too many of them, 53300): the driver does not hand on why.
_CODES: dict[str | None, str] = {
    "53100": "database_full",
    "25006": "database_read_only",
    "57P01": "database_restarting",
    "57P02": "database_restarting",
    "57P03": "database_restarting",
}
# psycopg counts "read-only" among the errors of programs, though a failover is one of nobody.
UNAVAILABLE = (psycopg.OperationalError, psycopg.errors.ReadOnlySqlTransaction)


def unavailable(error: psycopg.Error) -> DatabaseUnavailableError:
    """Return an error of UNAVAILABLE in our own words."""
    return DatabaseUnavailableError(_CODES.get(error.sqlstate))


def load_statements(name: str) -> Any:
    """Return the statements of `sql/<name>.sql` as attributes.

    A statement starts with a line `-- name: its_name` and ends where the next one starts.
    """
    text = (
        resources.files("vehicle_pipeline.adapters").joinpath(f"sql/{name}.sql").read_text("utf-8")
    )
    _, *parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)
    statements = dict(zip(parts[::2], parts[1::2], strict=True))
    return SimpleNamespace(**{key: cast("LiteralString", sql) for key, sql in statements.items()})


def one(connection: Connection, sql: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Return the row that a statement must yield; LookupError when there is none."""
    row = connection.execute(sql, values).fetchone()
    if row is None:
        raise LookupError(values)
    return row


def _check(connection: PatientConnection) -> None:
    with connection.waiting(CHECK_TIMEOUT):
        ConnectionPool.check_connection(connection)


class Database:
    """A pool of connections to one PostgreSQL database, shared by the threads of a process.

    With `patience`, a PostgreSQL that is silent for so many seconds counts as away. Without, it is
    waited for: a statement of an import may take its time.
    """

    def __init__(self, url: str, *, max_size: int = 10, patience: float | None = None) -> None:
        def configure(connection: PatientConnection) -> None:
            connection.patience = patience
            # Reads the JSON of rejected rows in half the time of Python's own.
            set_json_loads(from_json, connection)

        timeout = {"connect_timeout": int(CONNECT_TIMEOUT)}
        self._pool = ConnectionPool(
            url,
            min_size=0,
            max_size=max_size,
            timeout=CONNECT_TIMEOUT,
            kwargs={"row_factory": dict_row, **timeout, **KEEPALIVES},
            connection_class=PatientConnection,
            configure=configure,
            check=_check,
            open=True,
        )

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection inside a transaction: committed at the end, rolled back on an error.

        Raises DatabaseUnavailableError when PostgreSQL is away or goes away meanwhile, or takes
        nothing more.
        """
        with _translated(), self._pool.connection() as connection, _dropped_if_standby(connection):
            yield connection

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """A connection that commits each statement by itself, as VACUUM needs it."""
        with _translated(), self._pool.connection() as connection:
            connection.autocommit = True
            try:
                yield connection
            finally:
                if not connection.closed:
                    connection.autocommit = False

    def check(self) -> None:
        """Raise DatabaseUnavailableError unless PostgreSQL answers and can be written to."""
        with self.transaction() as connection:
            row = one(connection, "select current_setting('transaction_read_only') as setting", {})
            if row["setting"] == "on":
                # A standby. The next connection may lead to the server that took its place.
                connection.close()
                raise DatabaseUnavailableError("database_read_only")

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except UNAVAILABLE as error:
        raise unavailable(error) from error


@contextmanager
def _dropped_if_standby(connection: Connection) -> Iterator[None]:
    """Give up a connection to a server that takes no writes: the next may lead to another one."""
    try:
        yield
    except psycopg.errors.ReadOnlySqlTransaction:
        connection.close()
        raise
