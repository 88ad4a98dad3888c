import os
from pathlib import Path

import pytest

from vehicle_pipeline.adapters.storage.folder_store import FolderStore

KEY = "frota.csv"


@pytest.fixture
def synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, bool]]:
    """What was written to disk: its inode, and whether the object had its name by then."""
    calls: list[tuple[int, bool]] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        calls.append((os.fstat(handle).st_ino, (tmp_path / "a" / "b" / KEY).exists()))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    return calls


def test_an_object_and_its_name_are_on_disk_when_it_is_stored(
    tmp_path: Path, synced: list[tuple[int, bool]]
) -> None:
    folder = tmp_path / "a" / "b"
    with FolderStore(folder).writer(KEY) as file:
        file.write(b"x")
    inode = {path: path.stat().st_ino for path in (tmp_path, tmp_path / "a", folder, folder / KEY)}
    assert synced == [
        (inode[tmp_path], False),
        (inode[tmp_path / "a"], False),
        (inode[folder / KEY], False),
        (inode[folder], True),
    ]


def test_a_folder_that_is_there_is_not_made_again(
    tmp_path: Path, synced: list[tuple[int, bool]]
) -> None:
    store = FolderStore(tmp_path / "a" / "b")
    store.check()
    before = len(synced)
    store.check()
    assert len(synced) == before == 2
