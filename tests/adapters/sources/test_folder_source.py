"""What only a folder can do: lead out of itself, forbid, hold names that are no text."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.adapters.sources.places import FolderPlace
from vehicle_pipeline.adapters.sources.folder_source import FolderSource
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.schedules.object_names import NamePattern
from vehicle_pipeline.errors import ObjectNotFoundError, SourceUnreadableError

# On Linux the one that owns nothing.
NOBODY = 65_534


@pytest.fixture
def place(tmp_path: Path) -> FolderPlace:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.csv").write_text("secret")
    return FolderPlace(tmp_path / "frota")


def keys(place: FolderPlace) -> set[str]:
    return {found.key for found in place.source.objects(NamePattern("**/*"))}


def test_the_time_that_a_writer_gives_a_file_does_not_make_it_old(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    os.utime(tmp_path / "a.csv", (1_000_000_000, 1_000_000_000))
    (seen,) = FolderSource(tmp_path).objects(NamePattern("*"))
    assert seen.modified_at.year == 2001
    assert seen.untouched_since is not None
    assert abs((datetime.now(UTC) - seen.untouched_since).total_seconds()) < 60


def test_links_are_passed_over_wherever_they_lead(place: FolderPlace) -> None:
    place.put("b.csv")
    (place.folder / "file.csv").symlink_to(place.folder.parent / "secret" / "a.csv")
    (place.folder / "folder").symlink_to(place.folder.parent / "secret")
    (place.folder / "own.csv").symlink_to("b.csv")
    (place.folder / "broken.csv").symlink_to("nowhere")
    assert keys(place) == {"b.csv"}


@pytest.mark.parametrize(
    "path", ["file.csv", "folder/a.csv", "../secret/a.csv", "x/../../secret/a.csv"]
)
def test_no_path_leads_out_of_the_folder(place: FolderPlace, path: str) -> None:
    place.put("x/b.csv")
    (place.folder / "file.csv").symlink_to(place.folder.parent / "secret" / "a.csv")
    (place.folder / "folder").symlink_to(place.folder.parent / "secret")
    with pytest.raises(ObjectNotFoundError):
        place.source.open(path, "1")


def test_a_pipe_is_neither_listed_nor_waited_for(place: FolderPlace) -> None:
    os.mkfifo(place.folder / "pipe.csv")
    assert keys(place) == set()
    with pytest.raises(ObjectNotFoundError):
        place.source.open("pipe.csv", "1")


def test_a_folder_is_no_object(place: FolderPlace) -> None:
    place.put("2026.csv/")
    with pytest.raises(ObjectNotFoundError):
        place.source.open("2026.csv", "1")


def test_a_file_that_grows_or_is_replaced_has_another_version(place: FolderPlace) -> None:
    place.put("a.csv", b"1")
    versions = set()
    status = (place.folder / "a.csv").stat()
    for write in (
        lambda: None,
        lambda: (place.folder / "a.csv").write_bytes(b"12"),
        # The same size, and the time put back.
        lambda: place.put("a.csv", b"21"),
        # In place as well: the same file.
        lambda: (place.folder / "a.csv").write_bytes(b"12"),
    ):
        write()
        os.utime(place.folder / "a.csv", ns=(status.st_atime_ns, status.st_mtime_ns))
        versions |= {found.version for found in place.source.objects(NamePattern("*"))}
    assert len(versions) == 4


def test_a_name_that_is_no_text_is_listed_with_a_reason(place: FolderPlace) -> None:
    (Path(os.fsdecode(os.fsencode(place.folder) + b"/fun\xe7\xe3o.csv"))).write_text("x")
    (found,) = place.source.objects(NamePattern("*.csv"))
    assert found.key == found.path == "fun\\xe7\\xe3o.csv"
    assert found.problem is not None
    assert "UTF-8" in sentence(found.problem, {})


@contextmanager
def as_nobody() -> Iterator[None]:
    user = os.geteuid()
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def open_to_all(place: FolderPlace) -> None:
    for folder in (place.folder, *place.folder.parents):
        if folder != Path("/") and folder.owner() == "root" and "pytest" in str(folder):
            folder.chmod(0o755)


@needs_root
@pytest.mark.parametrize("mode", [0o700, 0o744])
def test_a_folder_below_that_may_not_be_read_stands_for_its_files(
    place: FolderPlace, mode: int
) -> None:
    place.put("inner/a.csv")
    place.put("b.csv")
    (place.folder / "inner").chmod(mode)
    open_to_all(place)
    with as_nobody():
        found = {each.key: each for each in place.source.objects(NamePattern("**/*"))}
    assert set(found) == {"inner/", "b.csv"}
    assert (found["inner/"].size, found["inner/"].problem) == (0, None)
    with as_nobody():
        # A pattern that needs nothing of it does not name it.
        (only,) = place.source.objects(NamePattern("*.csv"))
        assert only.key == "b.csv"
        with pytest.raises(SourceUnreadableError) as refusal:
            place.source.open("inner/a.csv", "1")
    assert refusal.value.code == "source_denied"
    assert refusal.value.params["location"] == str(place.folder / "inner" / "a.csv")


@needs_root
def test_a_source_that_may_not_be_read_is_denied(place: FolderPlace) -> None:
    place.put("a.csv")
    open_to_all(place)
    place.folder.chmod(0o700)
    with as_nobody(), pytest.raises(SourceUnreadableError) as refusal:
        keys(place)
    assert refusal.value.code == "source_denied"


@needs_root
@pytest.mark.parametrize("mode", [0o700, 0o711, 0o744])
def test_a_look_finds_that_a_source_may_not_be_read(place: FolderPlace, mode: int) -> None:
    place.put("a.csv")
    open_to_all(place)
    place.folder.chmod(mode)
    with as_nobody(), pytest.raises(SourceUnreadableError) as refusal:
        place.source.look()
    assert refusal.value.code == "source_denied"


def test_a_file_in_the_place_of_the_folder_is_called_one(place: FolderPlace) -> None:
    place.folder.rmdir()
    place.folder.write_text("x")
    for look in (lambda: keys(place), place.source.look):
        with pytest.raises(SourceUnreadableError) as refusal:
            look()
        assert refusal.value.code == "source_is_file"


@pytest.fixture
def deep_folder(place: FolderPlace) -> Iterator[None]:
    """Folders in folders, beyond the longest path; pytest itself could not remove them."""
    folder = os.open(place.folder, os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("d", dir_fd=folder)
        inner = os.open("d", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)
    yield
    subprocess.run(["rm", "-r", place.folder / "d"], check=True)


@pytest.mark.usefixtures("deep_folder")
def test_folders_beyond_the_longest_path_are_refused_and_not_walked(place: FolderPlace) -> None:
    place.put("a.csv")
    begun = time.perf_counter()
    found = {each.problem: each for each in place.source.objects(NamePattern("**/*"))}
    assert time.perf_counter() - begun < 10
    assert set(found) == {None, "source_name_too_long"}
    assert found["source_name_too_long"].path.startswith("d/d/")
    assert found[None].key == "a.csv"
