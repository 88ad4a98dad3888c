from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import pytest

from api.uploads.staging import PIECE_BYTES, Staging
from vehicle_pipeline.adapters.storage.folder_store import FolderStore
from vehicle_pipeline.adapters.storage.object_store import ObjectWriter

CHUNK = b"x" * 65_536


class Recorder(FolderStore):
    """Notes how much it is given at a time."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.sizes: list[int] = []

    @contextmanager
    def writer(self, key: str) -> Iterator[ObjectWriter]:
        yield self

    def write(self, data: bytes, /) -> int:
        self.sizes.append(len(data))
        return len(data)


def staging(store: FolderStore) -> Staging:
    return Staging(store, anyio.CapacityLimiter(1))


def test_the_store_gets_small_pieces(tmp_path: Path) -> None:
    store = Recorder(tmp_path)

    async def send() -> None:
        async with staging(store).stage("key") as staged:
            for _ in range(100):
                await staged.write(CHUNK)

    anyio.run(send)
    assert sum(store.sizes) == 100 * len(CHUNK)
    assert max(store.sizes) < PIECE_BYTES + len(CHUNK)
    assert len(store.sizes) < 30


def test_an_object_that_is_not_finished_never_appears(tmp_path: Path) -> None:
    async def send() -> None:
        async with staging(FolderStore(tmp_path)).stage("key") as staged:
            await staged.write(CHUNK * 10)
            raise EOFError

    with pytest.raises(EOFError):
        anyio.run(send)
    assert list(tmp_path.iterdir()) == []


def test_a_cancelled_request_leaves_nothing(tmp_path: Path) -> None:
    async def send() -> None:
        with anyio.move_on_after(0.1):
            async with staging(FolderStore(tmp_path)).stage("key") as staged:
                await staged.write(CHUNK * 10)
                await anyio.sleep_forever()

    anyio.run(send)
    assert list(tmp_path.iterdir()) == []
