"""A data dir is its owner's alone, and nothing that is not ours is touched."""

import os
import stat
from pathlib import Path

import pytest

from vehicle_pipeline.local.command_line import reporting
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.narrator import Console, Narrator
from vehicle_pipeline.local.privacy import tighten


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def wide(tmp_path: Path) -> DataDir:
    """A data dir as an earlier version left it."""
    data_dir = DataDir(tmp_path / "data")
    data_dir.create()
    for folder in (data_dir.root, data_dir.logs, data_dir.dagster_home):
        folder.chmod(0o755)
    for file in (data_dir.state, data_dir.lock, data_dir.log("api"), data_dir.supervisor_conf):
        file.touch(0o644)
        file.chmod(0o644)
    return data_dir


def test_what_an_earlier_version_left_open_is_closed(wide: DataDir) -> None:
    tighten(wide)

    assert mode(wide.root) == mode(wide.logs) == mode(wide.dagster_home) == 0o700
    for file in (wide.state, wide.lock, wide.log("api"), wide.supervisor_conf):
        assert mode(file) == 0o600


def test_a_folder_that_holds_other_things_keeps_its_mode_and_ours_in_it_are_closed(
    wide: DataDir,
) -> None:
    other = wide.root / "documento.txt"
    other.touch()
    other.chmod(0o644)

    tighten(wide)

    assert (mode(wide.root), mode(other)) == (0o755, 0o644)
    assert mode(wide.logs) == 0o700


@pytest.mark.parametrize("place", ["home", "shared"])
def test_a_home_or_a_shared_folder_named_by_mistake_keeps_its_mode(
    place: str, wide: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place == "home":
        monkeypatch.setenv("HOME", str(wide.root))
    else:
        wide.root.chmod(0o1777)
    before = mode(wide.root)

    tighten(wide)

    assert mode(wide.root) == before


def test_links_are_not_followed(wide: DataDir, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    (wide.root / "uploads").symlink_to(elsewhere)
    file = elsewhere / "file"
    file.touch()
    file.chmod(0o644)
    wide.log("daemon").symlink_to(file)

    tighten(wide)

    assert (mode(elsewhere), mode(file)) == (0o755, 0o644)


def test_what_a_command_writes_is_private_and_the_mask_is_given_back(tmp_path: Path) -> None:
    before = os.umask(0o022)
    with reporting(Narrator(Console(stderr=True))):
        (tmp_path / "file").touch()
    after = os.umask(before)

    assert mode(tmp_path / "file") == 0o600
    assert after == 0o022
