from pathlib import Path

import pytest

from tests.local.doctor.places import codes, place
from vehicle_pipeline.local import data_dirs
from vehicle_pipeline.local.doctor import machine
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.state import StackState

STACK = StackState(pid=1, api_url="http://127.0.0.1:1", dagster_url="http://127.0.0.1:2")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A data dir as a stack leaves it."""
    root = tmp_path / "data"
    DataDir(root).create()
    return root


def test_whether_a_stack_runs_is_said(tmp_path: Path) -> None:
    (running,) = machine.stack(place(tmp_path, stack=STACK, is_held=True))
    assert running.code == "stack_running"
    assert "http://127.0.0.1:1" in running.seen
    assert codes(machine.stack(place(tmp_path))) == [("ok", "stack_stopped")]
    assert codes(machine.stack(place(tmp_path, is_held=True))) == [("warning", "stack_changing")]
    assert codes(machine.stack(place(tmp_path, stack=STACK))) == [("warning", "stack_crashed")]


def test_a_data_dir_of_its_user_alone_is_fine(root: Path) -> None:
    assert codes(machine.data_dir(place(root))) == [("ok", "data_dir_fine")]
    # PostgreSQL's user may have to pass through.
    root.chmod(0o711)
    assert codes(machine.data_dir(place(root))) == [("ok", "data_dir_fine")]
    # Or mistyped.
    assert codes(machine.data_dir(place(root / "none"))) == [("warning", "data_dir_missing")]


@pytest.mark.parametrize("name", [".", "uploads", "logs/api.log"])
def test_what_others_can_read_is_named(root: Path, name: str) -> None:
    opened = root / name
    if opened.suffix:
        opened.touch()
    else:
        opened.mkdir(exist_ok=True)
    opened.chmod(0o755)
    (finding,) = machine.data_dir(place(root))
    assert (finding.level, finding.code) == ("error", "data_dir_open")
    assert str(opened) in finding.seen
    assert "chmod go-rw" in str(finding.mend)


def test_a_folder_of_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "carta.txt").touch()
    (finding,) = machine.data_dir(place(tmp_path))
    assert (finding.level, finding.code) == ("error", "data_dir_refused")
    assert "outras coisas" in finding.seen


def test_disks_are_judged_by_what_is_left_each_once(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert codes(machine.disk(place(root / "not" / "made"))) == [("ok", "disk_fine")]
    assert codes(machine.disk(place(root, object_store_url="s3://b"))) == [("ok", "disk_fine")]
    monkeypatch.setattr(machine, "_LOW_BYTES", 1 << 60)
    assert codes(machine.disk(place(root))) == [("warning", "disk_low")]
    monkeypatch.setattr(data_dirs, "FULL_BYTES", 1 << 60)
    assert codes(machine.disk(place(root))) == [("error", "disk_full")]


def test_folders_of_sources_that_are_not_there_are_named(root: Path) -> None:
    found = list(machine.configuration(place(root, source_roots=(root, root / "gone"))))
    assert codes(found) == [("ok", "configuration_fine"), ("warning", "source_root")]
    assert str(root / "gone") in found[1].seen


def test_what_would_let_strangers_in_is_an_error(root: Path) -> None:
    found = list(machine.configuration(place(root, api_host="0.0.0.0")))
    assert ("error", "configuration_exposed") in codes(found)
    closed = place(root, api_host="0.0.0.0", authentication="required")
    assert ("error", "configuration_exposed") not in codes(machine.configuration(closed))


def test_access_that_is_open_to_others_on_purpose_is_worth_a_look(root: Path) -> None:
    named = {"allowed_hosts": ("fleet.example.com",)}
    forgotten = codes(machine.configuration(place(root, **named)))
    said = codes(machine.configuration(place(root, **named, authentication="off")))
    closed = codes(machine.configuration(place(root, **named, authentication="required")))
    assert forgotten[1:] == [("error", "configuration_exposed")]
    assert said[1:] == [("warning", "configuration_open")]
    assert closed[1:] == []


@pytest.mark.parametrize("network", ["0.0.0.0/0", "::/0"])
def test_a_proxy_that_anybody_can_be_is_worth_a_look(root: Path, network: str) -> None:
    trusting = place(root, trusted_proxies=("10.0.0.1", network))
    found = list(machine.configuration(trusting))
    assert codes(found)[1:] == [("warning", "everybody_trusted")]
    assert network in found[1].seen


def test_variables_that_are_nearly_ours_are_named(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AUTHENTICATON", "RETENTION_DAY", "PATH_TO_FLEET", "api_tokn"):
        monkeypatch.setenv(name, "x")
    found = [each.seen for each in machine.configuration(place(root))][1:]
    assert len(found) == len([each for each in found if "parece" in each])
    told = " ".join(found)
    assert "AUTHENTICATON" in told
    assert "AUTHENTICATION" in told
    assert "api_tokn" in told
    assert "PATH_TO_FLEET" not in told
