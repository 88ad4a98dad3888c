"""An S3 that takes connections and never answers."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest
from botocore.config import Config

from api.uploads.staging import THREADS
from tests.api.serving import Serve, wait_until
from tests.api.uploading import upload
from tests.api.world import World
from vehicle_pipeline.adapters.storage import s3_store
from vehicle_pipeline.settings import Settings


class SilentServer:
    """Keeps whatever connects until it is told to hang up."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._hangs_up = False
        self.connections: list[socket.socket] = []

    def run(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections.append(connection)
                if self._hangs_up:
                    connection.close()

    def hang_up(self) -> None:
        self._hangs_up = True
        for connection in self.connections:
            connection.close()


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[SilentServer]:
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        url = "http://{}:{}".format(*listener.getsockname())
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", url)
        server = SilentServer(listener)
        thread = threading.Thread(target=server.run)
        thread.start()
        yield server
        server.hang_up()
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def on_s3(settings: Settings) -> Settings:
    return settings.model_copy(update={"object_store_url": "s3://bucket"})


def test_an_upload_to_a_store_that_hangs_is_given_up(
    start: Serve,
    on_s3: Settings,
    world: World,
    silent: SilentServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    retries = {"total_max_attempts": 2}
    quick = s3_store.CONFIG.merge(Config(read_timeout=0.3, retries=retries))  # type: ignore[arg-type]
    monkeypatch.setattr(s3_store, "CONFIG", quick)
    with httpx.Client(base_url=start(on_s3), timeout=30, trust_env=False) as api:
        answer = upload(api)
    assert (answer.status_code, answer.json()["code"]) == (503, "object_store_unavailable")
    assert answer.headers["retry-after"] == "5"
    assert len(silent.connections) == 2
    assert world.all("select * from import_jobs") == []


def test_a_store_has_limits_of_time_and_attempts() -> None:
    config = s3_store.S3Store("bucket", "")._client.meta.config
    assert config.read_timeout * config.retries["total_max_attempts"] < 60
    assert config.connect_timeout * config.retries["total_max_attempts"] < 30


def test_a_store_that_hangs_takes_no_thread_from_other_handlers(
    start: Serve, on_s3: Settings, world: World, silent: SilentServer
) -> None:
    job_id = world.add_import()
    with (
        httpx.Client(base_url=start(on_s3), timeout=60, trust_env=False) as api,
        ThreadPoolExecutor(50) as pool,
    ):
        uploads = [pool.submit(upload, api) for _ in range(50)]
        wait_until(lambda: len(silent.connections) == THREADS, 30)
        assert api.get("/health/live").status_code == 200
        (found,) = api.get("/api/v1/imports").json()["items"]
        assert found["id"] == str(job_id)
        assert len(silent.connections) == THREADS
        silent.hang_up()
        assert {each.result().status_code for each in uploads} == {503}
