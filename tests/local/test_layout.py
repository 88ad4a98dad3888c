"""Where a stack's unix sockets are: reachable under any name of a data dir, by its owner alone."""

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest

from vehicle_pipeline.local.layout import OLD_CODE_SERVER_PORT, SOCKET_PATH_LIMIT, DataDir

NAMES = ["plain", "joão e maria", "50%41", "a#b", "a?b", "a@b;c=d,e~", "x" * 200]


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files whose path is as short as the system's."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


@pytest.mark.parametrize("name", NAMES)
def test_the_code_server_is_found_under_any_name_of_the_data_dir(
    tmp_path: Path, short: Path, name: str
) -> None:
    data_dir = DataDir(tmp_path / name)
    data_dir.create()
    with ThreadPoolExecutor(1) as pool:
        server = grpc.server(pool)
        server.add_insecure_port(f"unix:{data_dir.code_server_socket}")
        server.start()
        with grpc.insecure_channel(f"unix:{data_dir.code_server_socket}") as channel:
            grpc.channel_ready_future(channel).result(10)
        assert data_dir.code_server_socket.is_socket()
        server.stop(None).wait()
    data_dir.remove_sockets()
    assert list(short.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_socket_has_a_short_path_in_a_folder_of_its_owners(tmp_path: Path, name: str) -> None:
    data_dir = DataDir(tmp_path / name)
    data_dir.create()
    for path in (data_dir.code_server_socket, data_dir.supervisor_socket):
        assert len(bytes(path)) <= SOCKET_PATH_LIMIT
        assert path.parent.stat().st_mode & 0o077 == 0
    assert data_dir.sockets != DataDir(tmp_path / f"{name}2").sockets


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files of another user")
def test_a_folder_for_sockets_that_another_user_has_made_is_refused(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path / "50%")
    data_dir.sockets.mkdir()
    os.chown(data_dir.sockets, 65_534, -1)
    with pytest.raises(PermissionError):
        data_dir.create()


def test_a_folder_for_sockets_that_is_a_link_is_refused(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path / "50%")
    data_dir.sockets.symlink_to(tmp_path)
    with pytest.raises(PermissionError):
        data_dir.create()


def test_a_port_that_an_earlier_version_has_written_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "code-server.port").write_text("4000\n")
    DataDir(tmp_path).create()
    assert not (tmp_path / "code-server.port").exists()


def test_after_a_stop_only_data_logs_and_locks_stay(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path / "data")
    data_dir.create()
    kept = [data_dir.lock, data_dir.clients_lock, data_dir.log("api"), data_dir.uploads]
    gone = [data_dir.state, data_dir.supervisor_conf, data_dir.supervisor_pid]
    for file in (*kept, *gone, data_dir.supervisor_socket, data_dir.root / OLD_CODE_SERVER_PORT):
        file.touch()
    data_dir.scratch.mkdir()

    data_dir.clear()

    folders = {"logs", "dagster_home", "compute_logs", "artifacts"}
    names = {path.name for path in data_dir.root.iterdir()}
    assert names == folders | {"stack.lock", "clients.lock", "uploads"}


def test_what_a_run_left_in_its_scratch_folder_is_not_removed_by_a_stop(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path / "data")
    data_dir.create()
    (data_dir.scratch / "run").mkdir(parents=True)

    data_dir.clear()

    assert (data_dir.scratch / "run").exists()
