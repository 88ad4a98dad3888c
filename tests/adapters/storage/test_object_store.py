import errno
import io
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.disks import MEGABYTES, Disk
from vehicle_pipeline.adapters.storage import s3_store as module
from vehicle_pipeline.adapters.storage.folder_store import FolderStore
from vehicle_pipeline.adapters.storage.object_store import ObjectStore
from vehicle_pipeline.adapters.storage.s3_store import S3Store
from vehicle_pipeline.adapters.storage.stores import object_store
from vehicle_pipeline.errors import (
    ObjectNotFoundError,
    ObjectStoreUnavailableError,
    PipelineError,
)

CONTENT = b"modelo;placa\n" * 10


@pytest.fixture(params=["folder", "s3", "s3 without prefix"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty store that does not exist yet."""
    if request.param == "folder":
        return str(tmp_path / "not" / "there yet")
    request.getfixturevalue("aws")
    prefix = "/some/prefix" if request.param == "s3" else ""
    return f"s3://uploads-{uuid4().hex}{prefix}"


@pytest.fixture
def store(url: str) -> ObjectStore:
    return object_store(url)


@pytest.fixture
def keys(url: str) -> Callable[[], list[str]]:
    """Lists everything in the store, finished or not."""

    def list_s3() -> list[str]:
        client = boto3.client("s3")
        bucket, _, prefix = url.removeprefix("s3://").partition("/")
        objects = client.list_objects_v2(Bucket=bucket).get("Contents", [])
        unfinished = client.list_multipart_uploads(Bucket=bucket).get("Uploads", [])
        names = [thing["Key"] for thing in (*objects, *unfinished)]
        return sorted(name.removeprefix(f"{prefix}/") for name in names)

    def list_folder() -> list[str]:
        return sorted(path.name for path in Path(url).iterdir())

    return list_s3 if url.startswith("s3:") else list_folder


def put(store: ObjectStore, key: str, *blocks: bytes) -> None:
    with store.writer(key) as writer:
        for block in blocks:
            writer.write(block)


def get(store: ObjectStore, key: str) -> bytes:
    with store.open(key) as stream:
        return stream.read()


def test_the_address_says_which_store(tmp_path: Path, aws: str) -> None:
    assert isinstance(object_store(str(tmp_path)), FolderStore)
    assert isinstance(object_store("s3://bucket/prefix/"), S3Store)


def test_an_object_is_read_as_it_was_written(
    store: ObjectStore, keys: Callable[[], list[str]]
) -> None:
    put(store, "a.csv", CONTENT, b"", CONTENT)
    assert get(store, "a.csv") == CONTENT * 2
    assert keys() == ["a.csv"]


def test_an_empty_object_is_an_object(store: ObjectStore) -> None:
    put(store, "a.csv")
    assert get(store, "a.csv") == b""


def test_an_object_exists_from_when_it_is_whole_until_it_is_deleted(store: ObjectStore) -> None:
    store.check()  # makes the store
    assert not store.exists("a.csv")
    put(store, "a.csv", CONTENT)
    assert store.exists("a.csv")
    store.delete("a.csv")
    assert not store.exists("a.csv")


def test_an_object_tells_when_it_was_written(store: ObjectStore) -> None:
    put(store, "a.csv", CONTENT)
    assert abs((datetime.now(UTC) - store.written_at("a.csv")).total_seconds()) < 60
    with pytest.raises(ObjectNotFoundError):
        store.written_at("b.csv")


def test_an_object_can_be_read_from_any_position(store: ObjectStore) -> None:
    put(store, "a.csv", CONTENT)
    with store.open("a.csv") as stream:
        stream.seek(0, io.SEEK_END)
        assert stream.tell() == len(CONTENT)
        stream.seek(7)
        assert stream.read(5) == CONTENT[7:12]


def test_an_object_is_replaced_as_a_whole(store: ObjectStore) -> None:
    put(store, "a.csv", CONTENT)
    put(store, "a.csv", b"new")
    assert get(store, "a.csv") == b"new"


def test_a_large_object_goes_in_parts(store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PART_BYTES", 5 << 20)  # the least that S3 takes
    monkeypatch.setattr(module, "SPOOL_BYTES", 1 << 20)
    block = bytes(range(256)) * 4_096
    blocks = [*([block] * 11), b"the end"]
    put(store, "a.csv", *blocks)
    assert get(store, "a.csv") == b"".join(blocks)


def test_an_object_of_exactly_one_part_is_whole(
    store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PART_BYTES", 1_000)
    put(store, "a.csv", b"x" * 1_000)
    assert get(store, "a.csv") == b"x" * 1_000


def test_an_object_does_not_appear_before_it_is_whole(store: ObjectStore) -> None:
    with store.writer("a.csv") as writer:
        writer.write(CONTENT)
        with pytest.raises(ObjectNotFoundError):
            store.open("a.csv")
    assert get(store, "a.csv") == CONTENT


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, GeneratorExit])
def test_an_interrupted_object_leaves_nothing(
    store: ObjectStore,
    keys: Callable[[], list[str]],
    error: type[BaseException],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_PART_BYTES", 20)
    with pytest.raises(error), store.writer("a.csv") as writer:  # noqa: PT012 - both are one act
        writer.write(CONTENT)
        raise error
    with pytest.raises(ObjectNotFoundError):
        store.open("a.csv")
    assert keys() == []


def test_an_interrupted_object_leaves_the_old_one(store: ObjectStore) -> None:
    put(store, "a.csv", CONTENT)
    with pytest.raises(RuntimeError), store.writer("a.csv") as writer:  # noqa: PT012
        writer.write(b"half")
        raise RuntimeError
    assert get(store, "a.csv") == CONTENT


def test_what_is_missing_is_not_found(store: ObjectStore) -> None:
    store.check()  # makes the store
    assert not store.exists("nothing.csv")
    with pytest.raises(ObjectNotFoundError):
        store.open("nothing.csv")


def test_of_a_store_that_is_gone_nobody_says_that_an_object_is_missing(store: ObjectStore) -> None:
    for ask in (store.open, store.exists):
        with pytest.raises(ObjectStoreUnavailableError):
            ask("a.csv")


def test_a_folder_that_has_vanished_is_not_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "disk" / "uploads"
    store = object_store(str(folder))
    put(store, "a.csv", CONTENT)
    (tmp_path / "disk").rename(tmp_path / "away")
    for use in (store.check, lambda: put(store, "b.csv", CONTENT)):
        with pytest.raises(ObjectStoreUnavailableError):
            use()
    assert not folder.exists()
    assert list(store.stored(datetime.now(UTC))) == []
    (tmp_path / "away").rename(tmp_path / "disk")
    store.check()
    assert get(store, "a.csv") == CONTENT


def test_an_object_can_be_deleted_twice(store: ObjectStore, keys: Callable[[], list[str]]) -> None:
    put(store, "a.csv", CONTENT)
    put(store, "b.csv", CONTENT)
    store.delete("a.csv")
    store.delete("a.csv")
    assert keys() == ["b.csv"]


def test_a_new_store_passes_its_check_and_stays_empty(
    store: ObjectStore, keys: Callable[[], list[str]]
) -> None:
    store.check()
    store.check()
    assert keys() == []


# --- stores that are away -----------------------------------------------------------------------


@pytest.fixture(params=["folder", "s3"])
def away(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> ObjectStore:
    """A folder where a file stands, and an endpoint where nobody listens."""
    if request.param == "folder":
        (tmp_path / "file").write_text("")
        return object_store(str(tmp_path / "file"))
    request.getfixturevalue("aws")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    return object_store("s3://bucket/prefix")


@pytest.mark.parametrize(
    "use",
    [
        lambda store: put(store, "a.csv", CONTENT),
        lambda store: store.open("a.csv"),
        lambda store: store.delete("a.csv"),
        lambda store: store.check(),
    ],
    ids=["write", "open", "delete", "check"],
)
def test_a_store_that_is_away_says_so(
    away: ObjectStore, use: Callable[[ObjectStore], object]
) -> None:
    with pytest.raises(ObjectStoreUnavailableError):
        use(away)


def test_a_full_disk_says_so_leaves_nothing_and_recovers(disk: Disk) -> None:
    store = object_store(str(disk.folder / "uploads"))
    put(store, "a.csv", CONTENT)
    disk.fill()
    for use in (lambda: put(store, "b.csv", CONTENT * 1_000), store.check):
        with pytest.raises(ObjectStoreUnavailableError) as refused:
            use()
        assert refused.value.code == "storage_full"
    assert [path.name for path in (disk.folder / "uploads").iterdir()] == ["a.csv"]
    assert get(store, "a.csv") == CONTENT
    disk.free()
    store.check()
    put(store, "b.csv", CONTENT * 1_000)
    assert get(store, "b.csv") == CONTENT * 1_000


def test_a_disk_that_fills_up_in_the_middle_of_an_object_leaves_nothing(disk: Disk) -> None:
    store = object_store(str(disk.folder))
    before = sorted(disk.folder.iterdir())
    with pytest.raises(ObjectStoreUnavailableError) as refused, store.writer("a.csv") as writer:  # noqa: PT012 - both are one act
        for _ in range(MEGABYTES + 1):
            writer.write(b"x" * 1_000_000)
        # Where no small disk could be mounted.
        raise OSError(errno.ENOSPC, "No space left on device")
    assert refused.value.code == "storage_full"
    assert sorted(disk.folder.iterdir()) == before


def test_a_read_only_disk_says_so_and_recovers(disk: Disk) -> None:
    store = object_store(str(disk.folder))
    put(store, "a.csv", CONTENT)
    disk.protect()
    for use in (lambda: put(store, "b.csv", CONTENT), store.check):
        with pytest.raises(ObjectStoreUnavailableError) as refused:
            use()
        assert refused.value.code == "storage_read_only"
    assert get(store, "a.csv") == CONTENT
    disk.unprotect()
    store.check()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("XMinioStorageFull", "storage_full"),
        ("QuotaExceeded", "storage_full"),
        ("AccessDenied", "storage_read_only"),
        ("SlowDown", "object_store_unavailable"),
    ],
)
def test_a_bucket_that_takes_nothing_says_why(aws: str, code: str, expected: str) -> None:
    """The emulator never refuses; the answer is put in where the client would have read it."""
    store = S3Store(f"uploads-{uuid4().hex}", "")
    store.check()

    def refuse(**_: object) -> None:
        raise ClientError({"Error": {"Code": code}}, "UploadPart")

    store._client.meta.events.register("before-send.s3.UploadPart", refuse)
    with pytest.raises(ObjectStoreUnavailableError) as refused:
        put(store, "a.csv", CONTENT)
    assert refused.value.code == expected
    with pytest.raises(ObjectNotFoundError):
        store.open("a.csv")


# --- what is there ------------------------------------------------------------------------------

PAST = datetime(1990, 1, 1, tzinfo=UTC)
FUTURE = datetime(2999, 1, 1, tzinfo=UTC)


def test_the_objects_of_before_a_moment_are_listed(store: ObjectStore) -> None:
    for key in ("a.csv", "b.csv"):
        put(store, key, CONTENT)
    with store.writer("half.csv") as writer:
        writer.write(CONTENT)
        found = sorted(store.stored(FUTURE), key=lambda each: each.key)
    assert [(each.key, each.size) for each in found] == [
        ("a.csv", len(CONTENT)),
        ("b.csv", len(CONTENT)),
    ]
    assert abs((datetime.now(UTC) - found[0].modified_at).total_seconds()) < 60
    assert list(store.stored(PAST)) == []


def test_a_store_that_does_not_exist_yet_holds_nothing(store: ObjectStore) -> None:
    assert list(store.stored(FUTURE)) == []
    assert list(store.sweep(FUTURE)) == []


def test_what_was_never_finished_is_swept_once_it_is_old(
    store: ObjectStore, keys: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PART_BYTES", 1_000)
    put(store, "a.csv", CONTENT)
    # A process that is killed runs no cleanup: this writer is never left.
    killed = store.writer("half.csv")
    half = killed.__enter__()
    half.write(b"x" * 1_000)
    getattr(half, "flush", lambda: None)()
    assert list(store.sweep(PAST)) == []
    assert len(keys()) == 2
    assert list(store.sweep(FUTURE)) == [1_000]
    assert keys() == ["a.csv"]
    assert list(store.sweep(FUTURE)) == []
    with suppress(OSError, PipelineError):
        killed.__exit__(RuntimeError, RuntimeError(), None)


def test_the_bucket_is_made_in_any_region(aws: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "sa-east-1")
    store = object_store(f"s3://uploads-{uuid4().hex}")
    put(store, "a.csv", CONTENT)
    assert get(store, "a.csv") == CONTENT
