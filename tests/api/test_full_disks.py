"""Uploads while there is no room for them: refused with the reason, nothing left, well again."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from api.uploads import preview
from tests.api.serving import serving, wait_until
from tests.api.uploading import CSV, stored, upload
from tests.api.world import World
from tests.databases import refusing
from tests.disks import Disk, SmallDisk
from vehicle_pipeline.adapters.postgres.migrate import migrate
from vehicle_pipeline.settings import Settings


@pytest.fixture
def own(settings: Settings, world: World, disk: Disk) -> Iterator[Settings]:
    """A store on a disk of its own, and a database that no other API works on."""
    world.connection.execute("create database cramped")
    database_url = urlsplit(settings.database_url)._replace(path="/cramped").geturl()
    migrate(database_url)
    yield settings.model_copy(
        update={
            "database_url": database_url,
            "object_store_url": str(disk.folder / "uploads"),
            "sqs_queue_name": "cramped",
        }
    )
    world.connection.execute("drop database cramped with (force)")


@contextmanager
def serving_client(settings: Settings) -> Iterator[httpx.Client]:
    with (
        serving(settings) as address,
        httpx.Client(base_url=address, timeout=20, trust_env=False) as api,
    ):
        yield api


def part(api: httpx.Client, name: str) -> str:
    return str(api.get("/health/ready").json()["parts"][name]["detail"])


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("storage_full", "Não há espaço para guardar o arquivo"),
        ("storage_read_only", "O armazenamento de arquivos só aceita leitura"),
    ],
    ids=["full", "read_only"],
)
def test_without_room_in_the_store_an_upload_is_refused_and_accepted_later(
    own: Settings, disk: Disk, code: str, sentence: str
) -> None:
    begin, end = {
        "storage_full": (disk.fill, disk.free),
        "storage_read_only": (disk.protect, disk.unprotect),
    }[code]
    with serving_client(own) as api:
        assert upload(api).status_code == 201
        begin()
        for content in (CSV, CSV + CSV.splitlines()[1] * 15_000):
            answer = upload(api, content)
            assert (answer.status_code, answer.json()["code"]) == (503, code)
            assert answer.json()["detail"].startswith(sentence)
            assert answer.headers["Retry-After"] == "60"
        assert part(api, "object_store").startswith(sentence)
        assert len(stored(own)) == len(list(Path(own.uploads_url).iterdir())) == 1
        end()
        assert part(api, "object_store") == "Funcionando"
        assert upload(api).status_code == 201
        assert len(stored(own)) == 2


def test_without_room_in_the_database_an_upload_leaves_nothing_and_is_accepted_later(
    own: Settings,
) -> None:
    with (
        psycopg.connect(own.database_url, autocommit=True) as tables,
        serving_client(own) as api,
    ):
        with refusing(tables, "import_jobs"):
            answer = upload(api)
        assert (answer.status_code, answer.json()["code"]) == (503, "database_full")
        assert answer.headers["Retry-After"] == "60"
        assert stored(own) == []
        assert upload(api).status_code == 201


def test_a_database_that_is_a_standby_is_told_and_left_for_the_next_one(own: Settings) -> None:
    with (
        psycopg.connect(own.database_url, autocommit=True) as tables,
        serving_client(own) as api,
    ):
        tables.execute("alter database cramped set default_transaction_read_only = on")
        # Connections from before may still write; those that come now may not.
        tables.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where datname = 'cramped' and pid <> pg_backend_pid()"
        )
        answer = upload(api)
        assert (answer.status_code, answer.json()["code"]) == (503, "database_read_only")
        assert answer.headers["Retry-After"] == "5"
        assert part(api, "database").startswith("O banco de dados só aceita leitura")
        # What only reads goes on.
        assert api.get("/api/v1/imports").status_code == 200
        tables.execute("alter database cramped reset default_transaction_read_only")
        wait_until(lambda: upload(api).status_code == 201)
        assert len(stored(own)) == 1


def test_a_preview_without_room_for_its_temporary_file_is_a_problem_document(
    api: httpx.Client, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not isinstance(disk, SmallDisk):
        pytest.skip("needs a disk of its own")
    monkeypatch.setattr(tempfile, "tempdir", str(disk.folder))
    monkeypatch.setattr(preview, "_SPOOL_BYTES", 1_000)
    disk.fill()
    content = CSV + CSV.splitlines(keepends=True)[1] * 1_000
    answer = api.post("/api/v1/imports/preview", files={"file": ("frota.csv", content)})
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_full")
