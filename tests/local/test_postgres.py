import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from vehicle_pipeline.local.environment import STACK_MARKER
from vehicle_pipeline.local.leftovers import end_leftovers
from vehicle_pipeline.local.postgres import EmbeddedPostgres


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


def test_the_command_reaches_the_database_that_runs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "vehicle_pipeline", "database", "psql", "-Atc", "select 6 * 7"]
    command += ["--data-dir", str(tmp_path)]

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    missing = run()
    assert missing.returncode == 1
    assert "Nenhum sistema em execução" in missing.stderr
    with running(EmbeddedPostgres(tmp_path / "postgres")):
        found = run()
    assert (found.returncode, found.stdout) == (0, "42\n"), found.stderr
