import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import httpx
import pytest

from tests.api.serving import Serve, serving
from tests.api.uploading import CSV, jobs_sent_in_the_end, stored, upload
from tests.api.world import World
from vehicle_pipeline.adapters.postgres.migrate import migrate
from vehicle_pipeline.settings import Settings


def test_an_upload_becomes_an_object_an_import_and_a_message(
    api: httpx.Client, world: World, settings: Settings
) -> None:
    answer = upload(api, on_conflict="update")
    created = answer.json()
    assert answer.status_code == 201
    assert created["status"] == "pending"
    assert answer.headers["Location"] == f"/api/v1/imports/{created['job_id']}"
    (row,) = world.all(
        "select id::text, filename, object_key, file_size, file_sha256, on_conflict"
        " from import_jobs"
    )
    key = f"{created['job_id']}.csv"
    digest = hashlib.sha256(CSV).hexdigest()
    assert row == (created["job_id"], "frota.csv", key, len(CSV), digest, "update")
    assert (Path(settings.uploads_url) / key).read_bytes() == CSV
    assert created["job_id"] in jobs_sent_in_the_end(settings)


def test_a_file_of_many_network_chunks_arrives_whole(api: httpx.Client, settings: Settings) -> None:
    content = CSV + b"FUSCA;ABC1C35;1970;1,00\n" * 40_000
    assert upload(api, content).status_code == 201
    assert [path.read_bytes() for path in stored(settings)] == [content]


def test_an_option_may_come_before_or_after_the_file(api: httpx.Client, world: World) -> None:
    file = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n%s\r\n' % CSV
    )
    option = b'--x\r\nContent-Disposition: form-data; name="on_conflict"\r\n\r\nupdate\r\n'
    for body in (file + option, option + file):
        answer = api.post(
            "/api/v1/imports",
            content=body + b"--x--\r\n",
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )
        assert answer.status_code == 201
    assert world.all("select on_conflict from import_jobs") == [("update",), ("update",)]


def test_what_the_sender_says_of_the_file_is_stored_with_the_import(
    api: httpx.Client, world: World
) -> None:
    said = {"encoding": "cp1252", "delimiter": "\t", "decimal": "dot", "header_row": "2"}
    answer = upload(api, mapping='{"placa": "Nr. Plá"}', dry_run="true", **said)
    stored = {
        "encoding": "windows-1252",
        "delimiter": "\t",
        "decimal": "dot",
        "sheet": None,
        "header_row": 2,
        "mapping": {"placa": "Nr. Plá"},
    }
    assert world.all("select overrides, dry_run from import_jobs") == [(stored, True)]
    found = api.get(answer.headers["Location"]).json()
    assert (found["overrides"], found["dry_run"]) == (stored, True)


def test_fields_of_old_clients_are_read_in_their_encoding(api: httpx.Client, world: World) -> None:
    mapping = '{"placa": "Plá"}'.encode("latin-1")
    files = {"file": ("a.csv", CSV), "mapping": (None, mapping)}
    assert api.post("/api/v1/imports", files=files).status_code == 201
    assert world.all("select overrides->'mapping'->>'placa' from import_jobs") == [("Plá",)]


def test_a_repeated_request_returns_the_first_import(
    api: httpx.Client, world: World, settings: Settings
) -> None:
    first, again = upload(api, key="k1"), upload(api, key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["job_id"] == again.json()["job_id"]
    assert first.headers["Location"] == again.headers["Location"]
    assert len(stored(settings)) == 1
    assert world.all("select count(*) from import_jobs") == [(1,)]


def test_the_same_key_with_other_content_is_a_conflict(
    api: httpx.Client, world: World, settings: Settings
) -> None:
    assert upload(api, key="k2").status_code == 201
    others = [
        upload(api, CSV + b"\n", key="k2"),
        upload(api, on_conflict="update", key="k2"),
        upload(api, dry_run="true", key="k2"),
        upload(api, decimal="dot", key="k2"),
    ]
    for other in others:
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    assert len(stored(settings)) == 1
    assert world.all("select count(*) from import_jobs") == [(1,)]


def test_a_strange_name_is_made_harmless(api: httpx.Client, world: World) -> None:
    assert upload(api, name="C:\\pasta\\..\\Ônibus \u202egnp.csv").status_code == 201
    assert world.all("select filename from import_jobs") == [("Ônibus gnp.csv",)]


def test_without_a_database_the_answer_is_503_and_nothing_is_stored(
    start: Serve, settings: Settings
) -> None:
    away = settings.model_copy(update={"database_url": "postgresql://x@127.0.0.1:9/x"})
    with httpx.Client(base_url=start(away), timeout=20, trust_env=False) as api:
        answer = upload(api)
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    assert answer.headers["Retry-After"] == "5"
    assert stored(settings) == []


@pytest.mark.usefixtures("nothing_left")
def test_without_an_object_store_the_answer_is_503(
    start: Serve, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    away = settings.model_copy(update={"object_store_url": str(tmp_path / "file" / "uploads")})
    with httpx.Client(base_url=start(away), timeout=20, trust_env=False) as api:
        answer = upload(api)
    assert (answer.status_code, answer.json()["code"]) == (503, "object_store_unavailable")


@pytest.fixture
def lonely(settings: Settings, world: World) -> Iterator[Settings]:
    """A database that no other API works on."""
    world.connection.execute("create database lonely")
    database_url = urlsplit(settings.database_url)._replace(path="/lonely").geturl()
    migrate(database_url)
    yield settings.model_copy(update={"database_url": database_url, "sqs_queue_name": "lonely"})
    world.connection.execute("drop database lonely with (force)")


def test_without_a_queue_uploads_are_accepted_and_sent_later(
    lonely: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        with serving(lonely) as address, httpx.Client(base_url=address, timeout=20) as api:
            job_id = upload(api).json()["job_id"]
            depth = api.get("/api/v1/admin/queue")
            stats = api.get("/api/v1/admin/stats")
    assert (depth.status_code, depth.json()["code"]) == (503, "queue_unavailable")
    assert stats.json()["waiting_imports"] == 1
    with serving(lonely):
        assert jobs_sent_in_the_end(lonely) == [job_id]


def test_uploads_can_go_to_s3(start: Serve, settings: Settings) -> None:
    in_s3 = settings.model_copy(update={"object_store_url": "s3://bucket/prefix"})
    with httpx.Client(base_url=start(in_s3), timeout=20, trust_env=False) as api:
        job_id = upload(api).json()["job_id"]
    body = boto3.client("s3").get_object(Bucket="bucket", Key=f"prefix/{job_id}.csv")["Body"]
    assert body.read() == CSV
    body.close()


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize("key", ["", "k" * 256, "k\tk", "chave-é"])
def test_an_idempotency_key_that_is_refused_shows_what_is_taken(
    api: httpx.Client, key: str
) -> None:
    headers = {b"Idempotency-Key": key.encode("latin-1")}
    answer = api.post("/api/v1/imports", files={"file": ("a.csv", CSV)}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_idempotency_key")
    assert "255" in answer.json()["detail"]
    assert "ASCII" in answer.json()["detail"]


@pytest.mark.usefixtures("nothing_left")
def test_two_idempotency_keys_are_refused(api: httpx.Client) -> None:
    headers = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    answer = api.post("/api/v1/imports", files={"file": ("a.csv", CSV)}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "repeated_parameter")
    assert "Idempotency-Key" in answer.json()["detail"]
