from pathlib import Path

import pytest

from vehicle_pipeline.adapters.sources.folder_source import FolderSource
from vehicle_pipeline.adapters.sources.locations import source_at
from vehicle_pipeline.adapters.sources.s3_source import S3Source
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.schedules.object_names import NamePattern
from vehicle_pipeline.errors import BadScheduleError
from vehicle_pipeline.settings import Settings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "frota").mkdir(parents=True)
    (tmp_path / "root-2").mkdir()
    return root


def refused(location: str, *roots: Path) -> str:
    with pytest.raises(BadScheduleError) as refusal:
        source_at(location, roots)
    assert refusal.value.code == "bad_source"
    assert location[:50] in sentence("bad_source", refusal.value.params, "en")
    return str(refusal.value.params.get("reason", ""))


def test_a_root_and_folders_below_it_are_sources(root: Path) -> None:
    for folder in (root, root / "frota", root / "frota" / ".." / "frota"):
        assert isinstance(source_at(str(folder), [root]), FolderSource)


def test_a_folder_that_does_not_exist_yet_is_a_source(root: Path) -> None:
    assert isinstance(source_at(str(root / "amanhã"), [root]), FolderSource)


def test_folders_beside_a_root_are_refused(root: Path) -> None:
    for location in (root.parent, root / "..", f"{root}-2", "/", "/etc", root / "frota/../../x"):
        assert refused(str(location), root) == "source_outside_roots"


def test_without_roots_no_folder_is_a_source(root: Path) -> None:
    assert refused(str(root)) == "source_outside_roots"


def test_a_link_that_leads_out_is_refused_and_one_inside_is_followed(root: Path) -> None:
    (root / "out").symlink_to(root.parent / "root-2")
    (root / "in").symlink_to(root / "frota")
    (root / "circle").symlink_to(root / "circle")
    (root / "frota" / "a.csv").write_text("x")
    assert refused(str(root / "out"), root) == "source_outside_roots"
    assert refused(str(root / "circle"), root) == "source_outside_roots"
    (found,) = source_at(str(root / "in"), [root]).objects(NamePattern("*"))
    assert found.key == "a.csv"


def test_a_root_may_be_a_link_itself(root: Path) -> None:
    link = root.parent / "link"
    link.symlink_to(root)
    assert isinstance(source_at(str(link / "frota"), [link]), FolderSource)


@pytest.mark.parametrize(
    "location",
    ["s3://bucket", "s3://bucket/", "s3://my.bucket-1/frota/2026/", "s3://1.2.3.4.frota/..x"],
)
def test_a_prefix_of_a_bucket_is_a_source(aws: str, location: str) -> None:
    assert isinstance(source_at(location, []), S3Source)


@pytest.mark.parametrize(
    "location",
    [
        "",
        "frota",
        "./frota",
        "s3://",
        "s3:///frota",
        "s3://B/x",
        "s3://169.254.169.254/frota",
        "s3://bucket..other/frota",
        "s3://bucket/../frota",
        "s3://bucket/frota/./nova",
        "s3://bucket/..",
        "s3://a b/x",
        "http://x/y",
        "/x\0",
    ],
)
def test_what_is_no_location_is_refused(root: Path, location: str) -> None:
    assert refused(location, root) == ""


def test_roots_are_configured_as_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_ROOTS", "/srv/frota, /mnt/matriz")
    assert Settings().source_roots == (Path("/srv/frota"), Path("/mnt/matriz"))
    monkeypatch.setenv("SOURCE_ROOTS", "")
    assert Settings().source_roots == ()
