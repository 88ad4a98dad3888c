"""The run server: imports everything once, then forks a process for each run.

`python -m vehicle_pipeline.defs.launching.run_worker DESCRIPTOR MODULE...`; `run_server` starts it.

The only module that executes runs with Dagster's private functions: there is no public way to do
in an existing process what `dagster api execute_run` does. A test pins the functions used.
"""

import gc
import importlib
import logging
import os
import signal
import socket
import sys
import threading
import time
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

from vehicle_pipeline.contracts import JOB_ID_TAG
from vehicle_pipeline.defs.launching.run_memory import bound_memory
from vehicle_pipeline.defs.launching.run_server import ForkReply, ForkRequest, modification_times
from vehicle_pipeline.defs.launching.worker_identity import WorkerIdentity
from vehicle_pipeline.logs.install import install
from vehicle_pipeline.settings import Settings
from vehicle_pipeline.tracing import process as tracing
from vehicle_pipeline.tracing.runs import TracedRun

logger = logging.getLogger(__name__)

# Extra connections beside the pooled one, for ops that log from several threads.
EXTRA_CONNECTIONS = 10


def main(descriptor: int, preload: Sequence[str]) -> None:
    """Serve requests until the launcher closes the connection."""
    settings = Settings()
    install(settings.log_format)
    with socket.socket(fileno=descriptor) as connection:
        stream = connection.makefile("rw", encoding="utf-8")
        try:
            tracing.preload(settings)
            sources = warm_up(preload)
        except Exception:
            _answer(stream, ForkReply(error=f"Preloading failed:\n{traceback.format_exc()}"))
            return
        _answer(stream, ForkReply(sources=sources))
        for line in stream:
            request = ForkRequest.model_validate_json(line)
            _answer(stream, _serve(request, descriptor, settings))


def warm_up(preload: Sequence[str]) -> dict[str, int]:
    """Import modules and resolve definitions once for all runs; return the sources' change times.

    Raises RuntimeError if an import starts a thread: a fork does not copy threads, and a lock that
    one holds would stay locked in the child for ever.
    """
    packages = {name.partition(".")[0] for name in preload if _resolve_definitions(name)}
    if threading.active_count() > 1:
        names = [thread.name for thread in threading.enumerate()]
        raise RuntimeError(f"Importing {', '.join(preload)} started threads: {names}")
    # The kernel reaps the children. Ctrl-C is for them; the server ends with the launcher.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Else a child's garbage collector would write to, and so copy, every page it shares with us.
    gc.collect()
    gc.freeze()
    return modification_times(
        module.__file__
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] in packages and getattr(module, "__file__", None)
    )


def _resolve_definitions(module: str) -> bool:
    """Import the module and resolve its definitions; return False if it has none."""
    values = list(vars(importlib.import_module(module)).values())
    found = [value for value in values if isinstance(value, Definitions)]
    for definitions in found:
        definitions.resolve_all_job_defs()
    return bool(found)


def _serve(request: ForkRequest, descriptor: int, settings: Settings) -> ForkReply:
    try:
        _fork(request, descriptor, settings)
    except Exception:
        return ForkReply(error=f"No process could be started:\n{traceback.format_exc()}")
    return ForkReply()


def _fork(request: ForkRequest, descriptor: int, settings: Settings) -> None:
    instance = open_instance(request.instance_ref)
    with warnings.catch_warnings():
        # Python 3.12 warns about the allocators' threads (jemalloc in Polars and Arrow), which
        # are safe to fork.
        warnings.simplefilter("ignore", DeprecationWarning)
        is_child = os.fork() == 0
    if is_child:
        _become_worker(instance, request.run_id, descriptor, settings)


@lru_cache(maxsize=1)
def open_instance(instance_ref: str) -> DagsterInstance:
    """Return the instance, opened once for all children; it is idle without connections."""
    instance = DagsterInstance.from_ref(deserialize_value(instance_ref, InstanceRef))
    # Without this Dagster connects again for every event, which costs more than the event itself.
    # No statement timeout and no recycling, as in any other run process.
    instance.optimize_for_webserver(
        statement_timeout=0, pool_recycle=-1, max_overflow=EXTRA_CONNECTIONS
    )
    # Load it here once instead of in every child.
    _ = instance.compute_log_manager
    return instance


@event.listens_for(QueuePool, "checkout")
def _ping(connection: Any, *_: object) -> None:
    """Replace a connection that the PostgreSQL server has closed, instead of failing the run."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:
        raise DisconnectionError from error


def _become_worker(
    instance: DagsterInstance, run_id: str, descriptor: int, settings: Settings
) -> NoReturn:
    code = 1
    try:
        # Else the launcher would not notice the server's end while a run is alive.
        os.close(descriptor)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        bound_memory(settings.run_memory_mb)
        code = _execute_observed(instance, run_id, settings)
        logging.shutdown()
        sys.stdout.flush()
    except BaseException:
        logger.exception("the process of run %s ends by an error", run_id)
    finally:
        # Never return into the server's loop, even if printing fails, and skip the slow
        # finalization of all imported modules.
        os._exit(code)


def _execute_observed(instance: DagsterInstance, run_id: str, settings: Settings) -> int:
    """Execute the run, with its ids in its log, and its span in its trace."""
    is_observed = settings.is_traced or settings.log_format == "json"
    run = instance.get_run_by_id(run_id) if is_observed else None
    if run is None:
        return execute(instance, run_id)
    import_id = run.tags.get(JOB_ID_TAG)
    install(settings.log_format, run_id=run_id, **({"import_id": import_id} if import_id else {}))
    began = time.time()
    with tracing.traced(settings, "run"):
        code = execute(instance, run_id)
        if traced := TracedRun.of(run_id, run.job_name, run.tags):
            traced.record(began, time.time(), "the run failed" if code else None)
    return code


def execute(instance: DagsterInstance, run_id: str) -> int:
    """Execute the run as `dagster api execute_run` does; always report its end."""
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
            _report_end(instance, run_id, problem)


def _report_end(instance: DagsterInstance, run_id: str, problem: str) -> None:
    """Report an unfinished run as canceled or failed, instead of leaving it to run monitoring."""
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
