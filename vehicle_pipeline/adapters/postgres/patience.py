"""Connections to a PostgreSQL that neither refuses nor hangs up, but says nothing any more.

A server that is stopped, a disk that blocks, a host that is gone: a client waits for ever, since no
timeout of the server's own runs out.
"""

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow

T = TypeVar("T")

# A host that is gone is noticed after half a minute, where the system would take two hours. Of no
# effect on unix sockets.
KEEPALIVES: dict[str, Any] = {
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}

# How often a server that is at work checks that its client is still there, in milliseconds: an
# abandoned statement then gives its locks back.
_CLIENT_CHECK = 5_000


def connect_options(
    url: str, application: str, statement_timeout: float | None = None
) -> dict[str, Any]:
    """Return how a connection presents itself, and when the server is to give up its statements.

    What the address says of the same stands. `application` is seen in `pg_stat_activity`;
    `statement_timeout` in seconds, None: no limit.
    """
    settings = [f"-cclient_connection_check_interval={_CLIENT_CHECK}"]
    if statement_timeout is not None:
        settings.append(f"-cstatement_timeout={int(statement_timeout * 1000)}")
    own = conninfo_to_dict(url).get("options")
    options = " ".join([*settings, str(own or "")]).strip()
    return {"fallback_application_name": application, "options": options}


class PatientConnection(psycopg.Connection[DictRow]):
    """A connection that breaks when nothing comes for `patience` seconds; None: waits for ever."""

    patience: float | None = None

    @contextmanager
    def waiting(self, seconds: float) -> Iterator[None]:
        """While inside, break after so many seconds of silence."""
        before, self.patience = self.patience, seconds
        try:
            yield
        finally:
            self.patience = before

    def wait(self, gen: Any, *arguments: Any, **options: Any) -> Any:
        """Do what every call on a connection comes down to; raises OperationalError."""
        if self.patience is None:
            return super().wait(gen, *arguments, **options)
        try:
            return super().wait(_limited(gen, self.patience), *arguments, **options)
        except _SilenceError:
            # The answer to what was asked may still come: nothing else can be asked.
            self.close()
            raise


class _SilenceError(psycopg.OperationalError):
    """PostgreSQL does not answer."""


def _limited(gen: Generator[Any, Any, T], patience: float) -> Generator[Any, Any, T]:
    """Drive psycopg's wait generator; raise after `patience` seconds without socket activity."""
    heard_at = time.monotonic()
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if ready:
                heard_at = time.monotonic()
            elif time.monotonic() - heard_at > patience:
                raise _SilenceError(f"no answer within {patience:.0f} s")
            wanted = gen.send(ready)
    except StopIteration as end:
        value: T = end.value
        return value
