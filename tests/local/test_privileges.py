"""Root's stack as another user."""

import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vehicle_pipeline.local import privileges
from vehicle_pipeline.local.errors import BadUsageError
from vehicle_pipeline.local.layout import DataDir

OTHER = "nobody"
AS_ROOT = os.geteuid() == 0
# Everything that `up` does there, as the other user.
HANDED_OVER = """
import os, pwd, sys
from pathlib import Path
from vehicle_pipeline.local import privileges
from vehicle_pipeline.local.layout import DataDir
data_dir, user = DataDir(Path(sys.argv[1])), pwd.getpwnam(sys.argv[2])
privileges.hand_over(data_dir, user)
privileges.become(user)
assert os.getresuid() == (user.pw_uid,) * 3, os.getresuid()
assert os.getresgid() == (user.pw_gid,) * 3, os.getresgid()
assert 0 not in os.getgroups()
data_dir.log("api").write_text("as the other user")
(data_dir.root / "new").mkdir()
try:
    os.setuid(0)
except PermissionError:
    print("for good")
"""

needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")


def refuse(_sentence: str) -> None:
    pytest.fail("nothing was to be noted")


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[DataDir]:
    data_dir = DataDir(tmp_path / "data")
    data_dir.create()
    for above in (tmp_path, *tmp_path.parents):
        if above.owner() == "root" and AS_ROOT and above.name.startswith(("pytest", "test", "pop")):
            above.chmod(0o711)
    return data_dir


@needs_root
def test_root_without_another_user_is_told_what_to_do(data_dir: DataDir) -> None:
    told: list[str] = []

    privileges.settle("", data_dir, told.append)

    assert "RUN_AS_USER" in told[0]


def test_a_user_that_does_not_exist_is_named(data_dir: DataDir) -> None:
    with pytest.raises(BadUsageError, match="ninguém-assim"):
        privileges.settle("ninguém-assim", data_dir, refuse)


def test_the_user_that_runs_already_needs_nothing(data_dir: DataDir) -> None:
    privileges.settle(pwd.getpwuid(os.geteuid()).pw_name, data_dir, refuse)


@pytest.mark.skipif(AS_ROOT, reason="root can")
def test_only_root_can_become_another_user(data_dir: DataDir) -> None:
    with pytest.raises(BadUsageError, match="root"):
        privileges.settle("root", data_dir, refuse)


@needs_root
def test_a_user_who_cannot_run_the_program_is_named_and_nothing_is_handed_over(
    data_dir: DataDir, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed = tmp_path / "closed" / "python"
    closed.parent.mkdir(mode=0o700)
    closed.symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(closed))

    with pytest.raises(BadUsageError, match=OTHER):
        privileges.settle(OTHER, data_dir, refuse)
    assert data_dir.logs.owner() == "root"


@needs_root
def test_the_other_user_owns_what_is_ours_and_never_becomes_root_again(
    data_dir: DataDir, tmp_path: Path
) -> None:
    data_dir.log("api").write_text("as root")
    (data_dir.root / "uploads").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()

    done = subprocess.run(
        [sys.executable, "-c", HANDED_OVER, str(data_dir.root), OTHER],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "for good\n", done.stderr
    assert data_dir.log("api").owner() == OTHER
    assert data_dir.log("api").read_text() == "as the other user"
    # What a link leads to is somebody else's.
    assert (tmp_path / "elsewhere").owner() == "root"


@needs_root
def test_of_a_folder_with_other_things_only_ours_are_handed_over(data_dir: DataDir) -> None:
    other = data_dir.root / "documento.txt"
    other.touch()

    privileges.hand_over(data_dir, pwd.getpwnam(OTHER))

    assert other.owner() == data_dir.root.owner() == "root"
    assert data_dir.logs.owner() == OTHER
