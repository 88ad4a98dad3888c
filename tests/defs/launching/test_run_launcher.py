import inspect
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
from dagster import (
    DagsterInstance,
    DagsterRun,
    DagsterRunStatus,
    DefaultRunLauncher,
    reconstructable,
)
from dagster._cli.api import _execute_run_command_body
from dagster._core.launcher import LaunchRunContext, RunLauncher, WorkerStatus

from tests.defs import launcher_definitions as jobs
from tests.defs.launched import Runs, kill, until, wait_until_gone
from vehicle_pipeline.defs.launching import run_launcher
from vehicle_pipeline.defs.launching.run_launcher import WarmRunLauncher
from vehicle_pipeline.defs.launching.run_server import RunServerError
from vehicle_pipeline.defs.launching.worker_identity import (
    WORKER_TAG,
    WorkerIdentity,
    process_start,
)
from vehicle_pipeline.limit_settings import MEGABYTE
from vehicle_pipeline.settings import Settings


def launcher_of(instance: DagsterInstance) -> WarmRunLauncher:
    launcher = instance.run_launcher
    assert isinstance(launcher, WarmRunLauncher)
    return launcher


def test_a_run_succeeds_in_a_process_of_its_own(runs: Runs) -> None:
    run_id = runs.launch(jobs.quick)

    run = runs.wait_for(run_id, DagsterRunStatus.SUCCESS)

    worker = WorkerIdentity.of_run(run)
    assert worker is not None
    assert worker.pid != os.getpid()
    assert f"Started process for run (pid: {worker.pid})." in runs.messages(run_id)
    wait_until_gone(worker)
    with pytest.raises(ProcessLookupError):  # not even a zombie
        os.kill(worker.pid, 0)


def test_what_an_op_prints_is_kept_for_the_ui(runs: Runs) -> None:
    run_id = runs.launch(jobs.quick)
    runs.wait_for(run_id, DagsterRunStatus.SUCCESS)
    logs = runs.instance.compute_log_manager
    captured = next(
        event.logs_captured_data
        for entry in runs.instance.all_logs(run_id)
        if (event := entry.dagster_event) and event.event_type_value == "LOGS_CAPTURED"
    )
    key = [run_id, "compute_logs", captured.file_key]

    assert (logs.get_log_data(key).stdout or b"").decode() == "hello from the op\n"
    assert logs.is_capture_complete(key)


def test_terminating_from_another_process_cancels_the_run_and_its_op_cleans_up(runs: Runs) -> None:
    worker = runs.launch_waiting()
    script = (
        "from dagster import DagsterInstance\n"
        "with DagsterInstance.get() as instance:\n"
        f"    print(instance.run_launcher.terminate({worker.run_id!r}))"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert done.stdout == "True\n", done.stderr
    runs.wait_for(worker.run_id, DagsterRunStatus.CANCELED)
    wait_until_gone(worker)
    assert runs.marker.read_text() == "cleaned up"


def test_a_process_that_notices_no_interruption_is_killed(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_launcher, "GRACE_SECONDS", 0.5)
    run_id = runs.launch(jobs.deaf)
    until(lambda: 'Started execution of step "be_deaf"' in runs.messages(run_id))
    worker = WorkerIdentity.of_run(runs.get(run_id))
    assert worker is not None

    assert runs.instance.run_launcher.terminate(run_id) is True

    wait_until_gone(worker)
    runs.wait_for(run_id, DagsterRunStatus.CANCELED)


def test_a_run_may_not_take_all_memory(runs: Runs) -> None:
    run_id = runs.launch(jobs.limited)
    runs.wait_for(run_id, DagsterRunStatus.SUCCESS)
    assert f"limit {Settings().run_memory_mb * MEGABYTE}" in runs.messages(run_id)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count otherwise")
def test_beyond_its_limit_a_process_is_refused_memory() -> None:
    script = (
        "from vehicle_pipeline.defs.launching.run_memory import bound_memory\n"
        "bound_memory(500)\n"
        "bytearray(1_000_000_000)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stderr.endswith("MemoryError\n")


def test_a_killed_process_is_seen_as_failed_and_a_living_one_as_running(runs: Runs) -> None:
    launcher = launcher_of(runs.instance)
    worker = runs.launch_waiting()
    run = runs.get(worker.run_id)
    alive = launcher.check_run_worker_health(run)

    kill(worker)

    assert alive.status is WorkerStatus.RUNNING
    dead = launcher.check_run_worker_health(run)
    assert dead.status is WorkerStatus.FAILED
    assert str(worker.pid) in (dead.msg or "")
    assert runs.get(worker.run_id).status is DagsterRunStatus.STARTED


def test_terminating_a_run_whose_process_is_gone_cancels_it_at_once(runs: Runs) -> None:
    worker = runs.launch_waiting()
    kill(worker)

    assert runs.instance.run_launcher.terminate(worker.run_id) is False

    assert runs.get(worker.run_id).status is DagsterRunStatus.CANCELED
    assert runs.instance.run_launcher.terminate(worker.run_id) is False


def test_an_interrupt_nobody_asked_for_fails_the_run(runs: Runs) -> None:
    worker = runs.launch_waiting()

    os.kill(worker.pid, signal.SIGTERM)

    runs.wait_for(worker.run_id, DagsterRunStatus.FAILURE)
    assert "interrupted unexpectedly" in runs.messages(worker.run_id)


def test_a_run_canceled_before_it_could_start_ends_as_canceled(runs: Runs) -> None:
    run_id = runs.create(jobs.quick)
    runs.instance.report_run_canceling(runs.get(run_id))

    launcher_of(runs.instance).launch_run(LaunchRunContext(runs.get(run_id), workspace=None))

    runs.wait_for(run_id, DagsterRunStatus.CANCELED)
    assert "STEP_START" not in {
        entry.dagster_event.event_type_value
        for entry in runs.instance.all_logs(run_id)
        if entry.dagster_event
    }


def test_a_run_survives_the_loss_of_its_database_connections(runs: Runs, database_url: str) -> None:
    worker = runs.launch_waiting(seconds=1.5)

    with psycopg.connect(database_url) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
        )

    runs.wait_for(worker.run_id, DagsterRunStatus.SUCCESS)


def test_another_process_with_the_same_pid_is_not_taken_for_the_run(runs: Runs) -> None:
    worker = runs.launch_waiting()
    namesake = worker.model_copy(update={"pid": os.getpid()})
    runs.instance.add_run_tags(worker.run_id, namesake.as_tags())

    health = runs.instance.run_launcher.check_run_worker_health(runs.get(worker.run_id))

    assert health.status is WorkerStatus.FAILED
    # Had it been signalled, this test would not get any further.
    assert runs.instance.run_launcher.terminate(worker.run_id) is False
    kill(worker)


def test_a_process_of_another_machine_or_boot_is_neither_found_nor_signalled(runs: Runs) -> None:
    worker = runs.launch_waiting()
    elsewhere = worker.model_copy(update={"machine": "another boot"})
    runs.instance.add_run_tags(worker.run_id, elsewhere.as_tags())

    health = runs.instance.run_launcher.check_run_worker_health(runs.get(worker.run_id))

    assert health.status is WorkerStatus.NOT_FOUND
    assert runs.instance.run_launcher.terminate(worker.run_id) is False
    assert worker.is_alive()
    kill(worker)


def test_a_retry_does_not_inherit_the_process_of_the_run_it_repeats(runs: Runs) -> None:
    worker = WorkerIdentity.current("the first run")
    retry = DagsterRun(job_name="quick", run_id="the second run", tags=worker.as_tags())

    assert WorkerIdentity.of_run(retry) is None
    health = runs.instance.run_launcher.check_run_worker_health(retry)
    assert health.status is WorkerStatus.NOT_FOUND


def test_a_zombie_counts_as_dead() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        # Waits for the end without reaping the process.
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

        assert process_start(child.pid) is None


def test_a_run_server_that_died_is_replaced(runs: Runs) -> None:
    runs.wait_for(runs.launch(jobs.quick), DagsterRunStatus.SUCCESS)
    server = launcher_of(runs.instance)._server
    assert server is not None
    server._process.kill()
    server._process.wait()

    run_id = runs.launch(jobs.quick)

    runs.wait_for(run_id, DagsterRunStatus.SUCCESS)


def test_changed_code_takes_effect_with_the_next_run(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = runs.folder / "edited_definitions.py"
    module.write_text(f"from {jobs.__name__} import defs")
    monkeypatch.setenv("PYTHONPATH", str(runs.folder))
    launcher = launcher_of(runs.instance)
    launcher.dispose()
    monkeypatch.setattr(launcher, "_preload", ["edited_definitions"])
    servers = []

    for edit in (False, False, True):
        if edit:
            os.utime(module, (0, 0))
        runs.launch(jobs.quick)
        assert launcher._server is not None
        servers.append(launcher._server._process.pid)
    launcher.dispose()

    assert servers[0] == servers[1] != servers[2]


def test_the_run_server_holds_no_connection_and_no_thread_that_a_fork_could_break(
    runs: Runs,
) -> None:
    runs.wait_for(runs.launch(jobs.quick), DagsterRunStatus.SUCCESS)
    server = launcher_of(runs.instance)._server
    assert server is not None
    proc = Path(f"/proc/{server._process.pid}")
    if not proc.exists():
        pytest.skip("needs /proc")

    sockets = [fd for fd in (proc / "fd").iterdir() if str(fd.readlink()).startswith("socket:")]

    assert len(sockets) == 1
    assert len(list((proc / "task").iterdir())) == 1


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import no_such_module", "No module named 'no_such_module'"),
        (
            "import threading as t\nt.Thread(target=t.Event().wait, daemon=True).start()",
            "started threads",
        ),
    ],
)
def test_a_launch_that_cannot_preload_fails_the_run_with_the_reason(
    runs: Runs, monkeypatch: pytest.MonkeyPatch, source: str, reason: str
) -> None:
    (runs.folder / "bad_preload.py").write_text(source)
    monkeypatch.setenv("PYTHONPATH", str(runs.folder))
    launcher = launcher_of(runs.instance)
    launcher.dispose()
    monkeypatch.setattr(launcher, "_preload", ["bad_preload"])
    run_id = runs.create(jobs.quick)

    with pytest.raises(RunServerError, match=reason):
        runs.instance.launch_run(run_id, cast(Any, None))

    assert runs.get(run_id).status is DagsterRunStatus.FAILURE
    assert reason in runs.messages(run_id)


def test_a_run_whose_code_is_gone_fails_instead_of_starting_for_ever(runs: Runs) -> None:
    origin = reconstructable(cast(Any, jobs.quick)).get_python_origin()
    gone = origin._replace(job_name="renamed")
    run = runs.instance.create_run_for_job(jobs.quick, job_code_origin=gone)

    runs.instance.launch_run(run.run_id, cast(Any, None))

    runs.wait_for(run.run_id, DagsterRunStatus.FAILURE)
    assert "Could not load job definition" in runs.messages(run.run_id)


def test_one_variable_switches_to_dagsters_own_launcher(
    dagster_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEHICLE_PIPELINE_RUN_LAUNCHER", "default")
    with DagsterInstance.from_config(str(dagster_home)) as instance:
        assert isinstance(instance.run_launcher, DefaultRunLauncher)

    monkeypatch.setenv("VEHICLE_PIPELINE_RUN_LAUNCHER", "cold")
    with (
        DagsterInstance.from_config(str(dagster_home)) as instance,
        pytest.raises(ValueError, match="'cold'"),
    ):
        _ = instance.run_launcher


def test_a_system_without_fork_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")

    with pytest.raises(NotImplementedError, match="VEHICLE_PIPELINE_RUN_LAUNCHER=default"):
        WarmRunLauncher()


def test_the_private_functions_of_dagster_are_as_we_know_them() -> None:
    """When this fails, compare `dagster api execute_run` with `run_worker.execute`."""
    execute = inspect.signature(_execute_run_command_body).parameters
    assert list(execute) == [
        "run_id",
        "instance",
        "write_stream_fn",
        "set_exit_code_on_failure",
    ], "Dagster executes a run differently now"
    optimize = inspect.signature(DagsterInstance.optimize_for_webserver).parameters
    assert {"statement_timeout", "pool_recycle", "max_overflow"} <= set(optimize), (
        "Dagster pools its connections differently now"
    )
    overridden = {name for name in vars(WarmRunLauncher) if not name.startswith("_")}
    assert {"launch_run", "terminate", "check_run_worker_health", "dispose"} <= overridden & set(
        dir(RunLauncher)
    ), "Dagster asks launchers differently now"
    assert WORKER_TAG.startswith(".dagster/")
