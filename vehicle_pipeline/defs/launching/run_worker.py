"""The run server: imports everything once, then forks one process per run and executes it there.

`python -m vehicle_pipeline.defs.launching.run_worker DESCRIPTOR MODULE...`; `run_server` starts it.

The one module that executes a run with Dagster's private functions. There is no public way to do
what `dagster api execute_run` does inside a process that exists already; a test pins what is used.
"""

import gc
import importlib
import logging
import os
import signal
import socket
import sys
import threading
import traceback
import warnings
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NoReturn, TextIO

from dagster import DagsterInstance, DagsterRunStatus, Definitions
from dagster._cli.api import _execute_run_command_body
from dagster._core.instance import InstanceRef
from dagster._serdes import deserialize_value
from dagster._utils.interrupts import capture_interrupts
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

from vehicle_pipeline.defs.launching.run_server import ForkReply, ForkRequest, modification_times
from vehicle_pipeline.defs.launching.worker_identity import WorkerIdentity

# Connections beyond the one that is kept: for ops that log from threads of their own.
EXTRA_CONNECTIONS = 10


def main(descriptor: int, preload: Sequence[str]) -> None:
    """Serve requests until the launcher goes away."""
    with socket.socket(fileno=descriptor) as connection:
        stream = connection.makefile("rw", encoding="utf-8")
        try:
            sources = warm_up(preload)
        except Exception:
            _answer(stream, ForkReply(error=f"Preloading failed:\n{traceback.format_exc()}"))
            return
        _answer(stream, ForkReply(sources=sources))
        for line in stream:
            _answer(stream, _serve(ForkRequest.model_validate_json(line), descriptor))


def warm_up(preload: Sequence[str]) -> dict[str, int]:
    """Do beforehand what every run would otherwise do again; return the sources of the definitions.

    Only imports: a thread is not forked, and a lock it holds stays locked in the child for ever.
    """
    packages = {name.partition(".")[0] for name in preload if _resolve_definitions(name)}
    if threading.active_count() > 1:
        names = [thread.name for thread in threading.enumerate()]
        raise RuntimeError(f"Importing {', '.join(preload)} started threads: {names}")
    # The kernel reaps the children; Ctrl-C is for them, we end when the launcher does.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Keeps the collector of a child from touching, and so copying, every page it shares with us.
    gc.collect()
    gc.freeze()
    return modification_times(
        module.__file__
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] in packages and getattr(module, "__file__", None)
    )


def _resolve_definitions(module: str) -> bool:
    """Import the module and resolve what it defines; False if that is nothing."""
    values = list(vars(importlib.import_module(module)).values())
    found = [value for value in values if isinstance(value, Definitions)]
    for definitions in found:
        definitions.resolve_all_job_defs()
    return bool(found)


def _serve(request: ForkRequest, descriptor: int) -> ForkReply:
    try:
        _fork(request, descriptor)
    except Exception:
        return ForkReply(error=f"No process could be started:\n{traceback.format_exc()}")
    return ForkReply()


def _fork(request: ForkRequest, descriptor: int) -> None:
    instance = open_instance(request.instance_ref)
    with warnings.catch_warnings():
        # Python 3.12 counts the allocators' threads (jemalloc in Polars and Arrow), which know
        # how to survive a fork.
        warnings.simplefilter("ignore", DeprecationWarning)
        is_child = os.fork() == 0
    if is_child:
        _become_worker(instance, request.run_id, descriptor)


@lru_cache(maxsize=1)
def open_instance(instance_ref: str) -> DagsterInstance:
    """The instance, opened once for all children. It holds no connection between two queries."""
    instance = DagsterInstance.from_ref(deserialize_value(instance_ref, InstanceRef))
    # Outside the webserver Dagster connects anew for every event, which costs more than the event.
    # No statement timeout and no recycling, as in any other run process.
    instance.optimize_for_webserver(
        statement_timeout=0, pool_recycle=-1, max_overflow=EXTRA_CONNECTIONS
    )
    # Loaded when it is first asked for, which should not be in every child.
    _ = instance.compute_log_manager
    return instance


@event.listens_for(QueuePool, "checkout")
def _ping(connection: Any, *_: object) -> None:
    """Replace a connection that died with its PostgreSQL server, instead of failing the run."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:
        raise DisconnectionError from error


def _become_worker(instance: DagsterInstance, run_id: str, descriptor: int) -> NoReturn:
    code = 1
    try:
        # Else the launcher would not notice the server's end as long as a run lives.
        os.close(descriptor)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        code = execute(instance, run_id)
        logging.shutdown()
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        # Neither back into the server's loop, whatever happens (the terminal may be gone), nor
        # the way out that finalizes all of the server's modules once per run.
        os._exit(code)


def execute(instance: DagsterInstance, run_id: str) -> int:
    """Execute the run as `dagster api execute_run` does, and leave it finished in any case."""
    problem = "The run's process ended without finishing the run."
    with capture_interrupts(), instance:
        try:
            instance.add_run_tags(run_id, WorkerIdentity.current(run_id).as_tags())
            return _execute_run_command_body(
                run_id, instance, lambda _: None, set_exit_code_on_failure=True
            )
        except Exception:
            problem = f"The run could not be executed:\n{traceback.format_exc()}"
            return 1
        finally:
            _settle(instance, run_id, problem)


def _settle(instance: DagsterInstance, run_id: str, problem: str) -> None:
    """Finish what would otherwise wait for run monitoring to give up on it."""
    run = instance.get_run_by_id(run_id)
    if run is None or run.is_finished:
        return
    if run.status is DagsterRunStatus.CANCELING:
        instance.report_run_canceled(run, "The run was canceled before it could start.")
    else:
        instance.report_run_failed(run, problem)


def _answer(stream: TextIO, reply: ForkReply) -> None:
    stream.write(reply.model_dump_json() + "\n")
    stream.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
