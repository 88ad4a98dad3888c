from pathlib import Path

import pytest

from tests.local.doctor.places import codes
from vehicle_pipeline.local.doctor import packages


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock in the place of the project's."""
    file = tmp_path / "requirements.lock"
    file.touch()
    monkeypatch.setattr(packages, "project_file", lambda _: file)
    return file


def test_another_version_than_the_locked_one_is_named(lock: Path) -> None:
    lock.write_text("Type.r==0.0.1 ; python_version > '3' \\\n    --hash=sha256:0\nno-such==1\n")
    assert codes(packages.packages()) == [("ok", "packages_fine")]
    lock.write_text("typer[all]==0.0.1 \\\n    --hash=sha256:0\n")
    (finding,) = packages.packages()
    assert (finding.level, finding.code) == ("warning", "packages_differ")
    assert "typer " in finding.seen
    assert "(0.0.1)" in finding.seen


def test_a_version_for_another_platform_does_not_count(lock: Path) -> None:
    from importlib.metadata import version

    lock.write_text(f"typer==0.0.1 ; sys_platform == 'x'\ntyper=={version('typer')} ; y\n")
    assert codes(packages.packages()) == [("ok", "packages_fine")]


def test_a_package_that_is_needed_and_missing_is_an_error(
    lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["typer>=0.26", "no_such.thing>=2", "of-an-extra; extra == 'aws'"]
    monkeypatch.setattr(packages, "requires", lambda _: lines)
    (finding,) = packages.packages()
    assert (finding.level, finding.code) == ("error", "packages_missing")
    assert finding.seen.endswith(": no-such-thing")
