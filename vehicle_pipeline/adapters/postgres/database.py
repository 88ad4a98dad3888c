"""PostgreSQL: the connection pool, its transactions, and named statements."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from types import SimpleNamespace
from typing import Any, LiteralString, TypeVar, cast

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_loads
from psycopg_pool import ConnectionPool
from pydantic_core import from_json
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random

from vehicle_pipeline.adapters.postgres.driver_errors import translating
from vehicle_pipeline.adapters.postgres.patience import (
    KEEPALIVES,
    PatientConnection,
    connect_options,
)
from vehicle_pipeline.errors import (
    CommitInDoubtError,
    DatabaseConflictError,
    DatabaseReadOnlyError,
)

# How long a request waits for a connection before it hears "unavailable", in seconds.
CONNECT_TIMEOUT = 5.0
# How long a connection may take to say that it works before another one is made, in seconds.
CHECK_TIMEOUT = 3.0
# How often a transaction is tried that others get in the way of; twice in a row is rare already.
ATTEMPTS = 3

Connection = psycopg.Connection[DictRow]

_repeating = Retrying(
    retry=retry_if_exception_type(DatabaseConflictError),
    stop=stop_after_attempt(ATTEMPTS),
    # Tried at once, it would snatch the lock from the one in whose favour it was ended.
    wait=wait_random(0.1, 0.5),
    reraise=True,
)

T = TypeVar("T")


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


@dataclass(frozen=True)
class PoolUse:
    """Connections of a pool: open, at work, at most; and how many threads wait for one."""

    size: int
    in_use: int
    most: int
    waiting: int


class Database:
    """A pool of connections to one PostgreSQL database, shared by the threads of a process.

    With `patience`, a PostgreSQL that is silent for so many seconds counts as away. Without, it is
    waited for: a statement of an import may take its time. `application` and `statement_timeout`
    (seconds) as for `connect_options`.
    """

    def __init__(
        self,
        url: str,
        *,
        application: str = "vehicle-pipeline",
        max_size: int = 10,
        patience: float | None = None,
        statement_timeout: float | None = None,
    ) -> None:
        def configure(connection: PatientConnection) -> None:
            connection.patience = patience
            # Reads the JSON of rejected rows in half the time of Python's own.
            set_json_loads(from_json, connection)

        options = connect_options(url, application, statement_timeout)
        self._pool = ConnectionPool(
            url,
            min_size=0,
            max_size=max_size,
            timeout=CONNECT_TIMEOUT,
            kwargs={
                "row_factory": dict_row,
                "connect_timeout": int(CONNECT_TIMEOUT),
                **options,
                **KEEPALIVES,
            },
            connection_class=PatientConnection,
            configure=configure,
            check=_check,
            open=True,
        )

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection inside a transaction: committed at the end, rolled back on an error.

        Raises DatabaseError when PostgreSQL is away, takes nothing more or gives up the
        transaction; CommitInDoubtError when it may have been committed all the same;
        StatementRefusedError for what it cannot make sense of.
        """
        with translating(), self._pool.connection() as connection, _dropped_if_standby(connection):
            yield connection
            _commit(connection)

    def repeat(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` returns, done in a transaction of its own.

        When a concurrent transaction gets in its way (deadlock, serialization) it is done again,
        ATTEMPTS times at most, so it must have no effect outside of the transaction.
        """

        def once() -> T:
            with self.transaction() as connection:
                return work(connection)

        return _repeating(once)

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """A connection that commits each statement by itself, as VACUUM needs it."""
        with translating(), self._pool.connection() as connection:
            connection.autocommit = True
            try:
                yield connection
            finally:
                if not connection.closed:
                    connection.autocommit = False

    def use(self) -> PoolUse:
        """Return how many connections there are, without asking PostgreSQL."""
        stats = self._pool.get_stats()
        size = stats["pool_size"]
        return PoolUse(
            size=size,
            in_use=size - stats["pool_available"],
            most=stats["pool_max"],
            waiting=stats["requests_waiting"],
        )

    def check(self) -> None:
        """Raise DatabaseError unless PostgreSQL answers and can be written to."""
        with self.transaction() as connection:
            row = one(connection, "select current_setting('transaction_read_only') as setting", {})
            if row["setting"] == "on":
                # A standby. The next connection may lead to the server that took its place.
                connection.close()
                raise DatabaseReadOnlyError

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


def _commit(connection: Connection) -> None:
    try:
        connection.commit()
    except psycopg.OperationalError as error:
        # An answer, even a refusal, is certain. Without one the commit may still be carried out.
        if connection.closed:
            raise CommitInDoubtError from error
        raise


@contextmanager
def _dropped_if_standby(connection: Connection) -> Iterator[None]:
    """Give up a connection to a server that takes no writes: the next may lead to another one."""
    try:
        yield
    except psycopg.errors.ReadOnlySqlTransaction:
        connection.close()
        raise
