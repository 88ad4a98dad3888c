"""Trouble with PostgreSQL that lasts for a while."""

import signal
import time
from contextlib import ExitStack, suppress

import psycopg

from chaos.processes import Processes, send
from vehicle_pipeline.local.postgres import SERVER_OPTIONS

_TERMINATE = (
    "select count(pg_terminate_backend(pid)) from pg_stat_activity "
    "where backend_type = 'client backend' and pid <> pg_backend_pid()"
)
# Seconds that a connection may take while all are wanted.
_CONNECT = 5


class Troubles:
    """What can happen to the PostgreSQL server of one stack."""

    def __init__(self, processes: Processes, database_url: str) -> None:
        self._processes = processes
        self._database_url = database_url

    def kill(self) -> bool:
        """SIGKILL to the main process."""
        return send(self._processes.postgres()[:1], signal.SIGKILL) > 0

    def terminate_backends(self) -> bool:
        """Cut every connection, as an operator would."""
        with suppress(psycopg.Error), self._connect() as connection:
            connection.execute(_TERMINATE)
            return True
        return False

    def hang(self, seconds: float) -> bool:
        """Stop the server's processes where they are; connections stay open and silent."""
        stopped = self._processes.postgres()
        if not send(stopped, signal.SIGSTOP):
            return False
        try:
            time.sleep(seconds)
        finally:
            send(stopped, signal.SIGCONT)
        return True

    def stop(self, seconds: float) -> bool:
        """Shut the server down, so that connections are refused; start it again afterwards."""
        if not self._processes.stop("services:postgres"):
            return False
        try:
            time.sleep(seconds)
        finally:
            is_started = self._processes.start("services:postgres")
        return is_started

    def exhaust(self, seconds: float) -> bool:
        """Take every connection that the server gives away, and keep them."""
        until = time.monotonic() + seconds
        with ExitStack() as held:
            for _ in range(int(SERVER_OPTIONS["max_connections"])):
                try:
                    held.enter_context(self._connect())
                except psycopg.Error:
                    break
            while time.monotonic() < until:
                time.sleep(0.05)
                # Those that become free are taken, too.
                with suppress(psycopg.Error):
                    held.enter_context(self._connect())
        return True

    def _connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self._database_url, autocommit=True, connect_timeout=_CONNECT)
