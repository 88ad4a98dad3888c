"""Every exchange of a run with PostgreSQL, as a point where the run's process can be ended.

psycopg has no public place where all of them pass one by one: `Connection.wait` takes a BEGIN
together with the statement that needed it, and all statements of an `executemany`. So this module,
and no other, replaces some of psycopg's own functions; `traced` is what a test compares with what
libpq itself says that it sent.
"""

import os
import re
import signal
import threading
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from psycopg._connection_base import BaseConnection
from psycopg._copy import LibpqWriter
from psycopg._cursor_base import BaseCursor
from psycopg._pipeline_base import BasePipeline
from psycopg.pq import Trace

from vehicle_pipeline.adapters.imports.chunk_loading import VehicleTable
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.judging import Judging
from vehicle_pipeline.adapters.imports.undoing import Undos
from vehicle_pipeline.adapters.postgres import copying
from vehicle_pipeline.adapters.postgres.database import load_statements
from vehicle_pipeline.frozen import Frozen

# The chunk in whose transaction a run is ended: in the middle, with others loaded beside it.
CHUNK = 1
_PLACEHOLDER = re.compile(r"%\(\w+\)[sb]|\$\d+")


class Fault(Frozen):
    """Send this signal to the own process at this point."""

    point: str
    signal: int


def _shape(sql: str) -> str:
    return _PLACEHOLDER.sub("?", sql)


_NAMES = {
    _shape(sql): name
    for file in (
        "import_jobs",
        "merging",
        "planning",
        "chunk_loading",
        "known_chunks",
        "ledger",
        "judging",
        "undoing",
        "rejected_parts",
    )
    for name, sql in vars(load_statements(file)).items()
}


class Points:
    """The points that this process came across, and the one where it ends."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.fault: Fault | None = None
        self.trace_file: Path | None = None
        self._local = threading.local()

    def inside(self, scope: str, call: Callable[[], Any]) -> Any:
        """Call; every exchange meanwhile is a point of `scope`, and so is the return."""
        self._local.scope, self._local.counts = scope, Counter()
        try:
            result = call()
            self.reach("returned")
        finally:
            self._local.scope = None
        return result

    def reach(self, name: str, connection: Any = None) -> None:
        """Note a point, or end here. Outside of any scope nothing happens."""
        scope = getattr(self._local, "scope", None)
        # Whether a pooled connection has anything to deallocate depends on what it did before.
        if scope is None or name == "DEALLOCATE":
            return
        if self.trace_file is not None and connection is not None:
            self._trace(connection.pgconn, self.trace_file)
        self._local.counts[name] += 1
        self.pass_(f"{scope}: {name} {self._local.counts[name]}")

    def pass_(self, point: str) -> None:
        """Come to a point."""
        self.seen.append(point)
        if self.fault is not None and self.fault.point == point:
            # Sent to the process, it may find another thread first, and this one runs on a little.
            signal.pthread_kill(threading.get_ident(), self.fault.signal)

    def _trace(self, pgconn: Any, file: Path) -> None:
        """Have libpq write down what it sends on this connection from now on."""
        if getattr(self._local, "traced", None) is pgconn:
            return
        pgconn.trace(os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY))
        pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        self._local.traced = pgconn

    def untrace(self) -> None:
        """Let libpq stop: what comes next on the connection may be another thread's."""
        if getattr(self._local, "traced", None) is not None:
            self._local.traced.untrace()
            self._local.traced = None

    def copying(self, name: str | None = None) -> str:
        """Return the name of the COPY of this thread; with `name`, another one begins."""
        if name is not None:
            self._local.copy = name
        return getattr(self._local, "copy", "")


POINTS = Points()


def name_of(sql: str) -> str:
    """Return the name of one of our statements; of another one its first word."""
    return _NAMES.get(_shape(sql)) or (sql.split() or ["check"])[0]


def install() -> None:
    """Replace the functions of psycopg, and mark the scopes in our own."""
    _replace(BaseConnection, "_exec_command", _command)
    _replace(BaseCursor, "_maybe_prepare_gen", _statement)
    _replace(BaseCursor, "_start_copy_gen", _copy)
    _replace(LibpqWriter, "write", _before(lambda: f"{POINTS.copying()} data"))
    _replace(LibpqWriter, "finish", _before(lambda: f"{POINTS.copying()} end"))
    _replace(copying, "_received", _before(lambda: f"{POINTS.copying()} rows"))
    _replace(BasePipeline, "_exit_gen", _before(lambda: "sync"))
    for scope in ("start", "plan", "complete"):
        _replace(ImportJobs, scope, _scope(scope))
    _replace(Judging, "judge", _scope("judge"))
    _replace(Undos, "plan", _scope("plan undo"))
    _replace(Undos, "take_back", _take_back)
    _replace(VehicleTable, "load", _load)


def _replace(owner: Any, name: str, replacement: Callable[..., Any]) -> None:
    original = getattr(owner, name)
    setattr(owner, name, lambda self, *args, **more: replacement(original, self, *args, **more))


def _command(
    original: Callable[..., Generator[Any, Any, Any]], self: Any, command: Any, *rest: Any
) -> Generator[Any, Any, Any]:
    verb = bytes(command).decode().split()[0]
    POINTS.reach(verb, self)
    if verb != "COMMIT":
        return (yield from original(self, command, *rest))
    result = yield from _sent(original(self, command, *rest))
    POINTS.untrace()
    POINTS.reach("COMMIT acknowledged")
    return result


def _sent(commit: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
    """Go through `commit`; when it pauses for the first time it has been sent."""
    state = next(commit)
    POINTS.reach("COMMIT sent")
    try:
        while True:
            state = commit.send((yield state))
    except StopIteration as done:
        return done.value


def _statement(original: Callable[..., Any], self: Any, query: Any, **more: Any) -> Any:
    POINTS.reach(name_of(query.query.decode()), self.connection)
    return original(self, query, **more)


def _copy(original: Callable[..., Any], self: Any, statement: str, *rest: Any) -> Any:
    POINTS.reach(POINTS.copying(name_of(statement)), self.connection)
    return original(self, statement, *rest)


def _before(name: Callable[[], str]) -> Callable[..., Any]:
    def replacement(original: Callable[..., Any], *arguments: Any) -> Any:
        POINTS.reach(name())
        return original(*arguments)

    return replacement


def _scope(name: str) -> Callable[..., Any]:
    def replacement(original: Callable[..., Any], *arguments: Any) -> Any:
        return POINTS.inside(name, lambda: original(*arguments))

    return replacement


def _load(original: Callable[..., Any], self: Any, run_id: str, index: int, rows: Any) -> Any:
    if index != CHUNK:
        return original(self, run_id, index, rows)
    return POINTS.inside("load", lambda: original(self, run_id, index, rows))


def _take_back(original: Callable[..., Any], self: Any, run_id: str, index: int) -> Any:
    if index != CHUNK:
        return original(self, run_id, index)
    return POINTS.inside("take back", lambda: original(self, run_id, index))
