"""The PostgreSQL server that a stack brings along, when none is configured."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from vehicle_pipeline.local import postgres_wheel
from vehicle_pipeline.local.programs import Program

DATABASE = "vehicle_pipeline"
# For a small machine that also runs everything else, and whose main job is bulk loading.
SERVER_OPTIONS = {
    # Four Dagster processes and the API each keep a pool, and every run opens its own.
    "max_connections": "200",
    # The part of the plate index that a load touches at random; beyond it the page cache serves.
    "shared_buffers": "256MB",
    # Sorting and de-duplicating one chunk stays in memory.
    "work_mem": "64MB",
    # A load of a million rows must not force a checkpoint in its middle.
    "max_wal_size": "4GB",
    # The statements are few and simple; compiling them costs more than it saves.
    "jit": "off",
    # Only the user that runs the stack may connect: there is no password.
    "unix_socket_permissions": "0700",
}
# Line of `postmaster.pid` with the folder of the socket, counted from 0.
_SOCKET_LINE = 4
# Fast shutdown: does not wait for clients.
STOP_SIGNAL = "INT"
# It writes what is still in memory to the disk; killed before that it recovers at the next start.
STOP_SECONDS = 60


class EmbeddedPostgres:
    """The server of one data folder. Nothing listens on TCP, so stacks never share a port."""

    def __init__(self, folder: Path) -> None:
        self._folder = postgres_wheel.prepare(folder)

    @property
    def program(self) -> Program:
        """The server in the foreground, for the supervisor."""
        folder = self._folder
        options = [f"-c{name}={value}" for name, value in SERVER_OPTIONS.items()]
        address = ("-D", str(folder.path), "-k", str(folder.socket_dir), "-h", "")
        return Program(
            "postgres",
            "PostgreSQL",
            (str(folder.postgres), *address, *options),
            group="services",
            user=folder.user,
            stop_signal=STOP_SIGNAL,
            stop_seconds=STOP_SECONDS,
            signal_children=False,
        )

    @property
    def passages(self) -> Sequence[Path]:
        """Folders of others that had to be opened for the server's user to pass through."""
        return self._folder.passages

    def url(self, database: str = DATABASE) -> str:
        """Address of a database of this server."""
        return _url(self._folder.socket_dir, database)

    def is_ready(self) -> bool:
        """Whether the server takes connections; makes our database the first time it does."""
        try:
            with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
                _create_database(connection)
        except psycopg.OperationalError:
            return False
        return True

    def wait_until_ready(self, *, seconds: float) -> bool:
        """Wait until the server takes connections; False when it does not within `seconds`."""
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def forget_crash(self) -> None:
        """Remove the pid file of a server that is gone.

        The number may belong to another process by now, and then PostgreSQL would refuse to start.
        Only for the holder of the stack's lock, once what was left of an earlier stack has ended.
        """
        (self._folder.path / "postmaster.pid").unlink(missing_ok=True)


def running_url(folder: Path) -> str | None:
    """Address of our database of the server that runs on a data folder; None when none does."""
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
        return _url(Path(lines[_SOCKET_LINE]))
    except (OSError, IndexError):
        return None


def _url(socket_dir: Path, database: str = DATABASE) -> str:
    return f"postgresql://postgres@/{database}?host={quote(str(socket_dir), safe='')}"


def _create_database(connection: psycopg.Connection[Any]) -> None:
    if connection.execute("select 1 from pg_database where datname = %s", (DATABASE,)).fetchone():
        return
    # The built-in locale sorts and changes case the same on every operating system.
    statement = (
        "create database {} template template0 "
        "locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'"
    )
    connection.execute(sql.SQL(statement).format(sql.Identifier(DATABASE)))
