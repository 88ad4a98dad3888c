"""What folders and buckets have in common as sources."""

import os
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unicodedata import normalize

import pytest

from tests.adapters.sources.places import BucketPlace, FolderPlace, Place
from tests.disks import Disk
from vehicle_pipeline.adapters.sources.folder_source import FolderSource
from vehicle_pipeline.adapters.sources.source import FoundObject
from vehicle_pipeline.domain.schedules.object_names import NamePattern
from vehicle_pipeline.errors import ObjectNotFoundError, SourceUnreadableError

EVERYTHING = "**/*"


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return FolderPlace(tmp_path / "frota")
    request.getfixturevalue("aws")
    return BucketPlace()


def listed(place: Place, glob: str = EVERYTHING) -> dict[str, FoundObject]:
    return {found.key: found for found in place.source.objects(NamePattern(glob))}


def test_an_object_has_a_size_a_time_and_bytes(place: Place) -> None:
    place.put("frota.csv", b"modelo;placa\n")
    found = listed(place)["frota.csv"]
    assert (found.path, found.size, found.problem) == ("frota.csv", 13, None)
    assert abs(datetime.now(UTC) - found.modified_at) < timedelta(minutes=1)
    with place.source.open(found.path, found.version) as stream:
        assert stream.read() == b"modelo;placa\n"


def test_a_pattern_chooses(place: Place) -> None:
    for path in ("a.xlsx", "B.XLSX", "a.csv", "2026/a.xlsx", "2026/01/a.xlsx"):
        place.put(path)
    assert set(listed(place, "*.xlsx")) == {"a.xlsx", "B.XLSX"}
    assert set(listed(place, "2026/*.xlsx")) == {"2026/a.xlsx"}
    assert len(listed(place, "**/*.xlsx")) == 4


def test_locks_hidden_files_empty_markers_and_folders_are_passed_over(place: Place) -> None:
    for path in ("~$frota.xlsx", ".frota.xlsx", ".cache/a.csv", "2026/", "a/~$b.xlsx"):
        place.put(path)
    for path in ("_SUCCESS", "2026_$folder$", "vazio.csv"):
        place.put(path, b"")
    assert listed(place) == {}


def test_a_changed_object_has_another_version(place: Place) -> None:
    place.put("frota.csv", b"12")
    before = listed(place)["frota.csv"]
    assert listed(place)["frota.csv"] == before
    place.put("frota.csv", b"21")
    assert listed(place)["frota.csv"].version != before.version


def test_spellings_of_one_name_have_one_key_and_can_be_opened(place: Place) -> None:
    for form in ("NFC", "NFD"):
        name = normalize(form, "junção.csv")
        place.put(name, form.encode())
        found = listed(place)[normalize("NFC", "junção.csv")]
        with place.source.open(found.path, found.version) as stream:
            assert stream.read() == form.encode()
        place.remove(name)


def test_an_object_that_is_gone_is_not_found(place: Place) -> None:
    with pytest.raises(ObjectNotFoundError):
        place.source.open("nada.csv", "1")
    with pytest.raises(ObjectNotFoundError):
        place.source.open("nada/nada.csv", "1")


def test_a_place_that_does_not_exist_is_missing(place: Place) -> None:
    place.close()
    with pytest.raises(SourceUnreadableError) as refusal:
        listed(place)
    assert refusal.value.code == "source_missing"
    assert "frota" in refusal.value.params["location"]
    with pytest.raises(SourceUnreadableError) as refusal:
        place.source.open("a.csv", "1")
    assert refusal.value.code == "source_missing"


def test_a_look_finds_a_place_that_is_there_and_one_that_is_not(place: Place) -> None:
    place.source.look()
    place.put("frota.csv")
    place.source.look()
    place.close()
    with pytest.raises(SourceUnreadableError) as refusal:
        place.source.look()
    assert refusal.value.code == "source_missing"


def test_more_objects_than_one_page_holds_are_all_listed(place: Place) -> None:
    place.put_many([f"frota-{number:05}.csv" for number in range(2_500)])
    keys = {each.key for each in place.source.objects(NamePattern("*.csv"))}
    assert len(keys) == 2_500


def test_a_listing_is_not_kept_in_memory(tmp_path: Path) -> None:
    place = FolderPlace(tmp_path / "frota")
    place.put_many([f"frota-{number:05}.csv" for number in range(10_000)])
    tracemalloc.start()
    try:
        count = sum(1 for _ in place.source.objects(NamePattern("*.csv")))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    assert count == 10_000


@pytest.mark.parametrize(
    "seconds", [-62_135_596_801, 253_402_300_800, 99_999_999_999_999], ids=["0", "10000", "later"]
)
def test_a_file_may_have_any_time(disk: Disk, seconds: int) -> None:
    """Beyond the years that Python knows; a disk in memory can store such times."""
    file = disk.folder / "a.csv"
    file.write_bytes(b"x")
    os.utime(file, (seconds, seconds))
    (found,) = FolderSource(disk.folder).objects(NamePattern("*"))
    assert 1970 <= found.modified_at.year < 9000


def test_a_folder_whose_way_leads_elsewhere_by_now_is_missing(tmp_path: Path) -> None:
    """A folder above the source was replaced by a link after its location was checked."""
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    for folder in (root / "x" / "y", elsewhere / "y"):
        folder.mkdir(parents=True)
        (folder / "a.csv").write_bytes(b"x")
    source = FolderSource(root / "x" / "y")
    (root / "x").rename(root / "before")
    (root / "x").symlink_to(elsewhere)
    with pytest.raises(SourceUnreadableError) as refusal:
        list(source.objects(NamePattern("*")))
    assert refusal.value.code == "source_missing"
