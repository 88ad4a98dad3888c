import threading
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from tests.issuer import issuing
from tests.local.doctor.places import codes, place
from vehicle_pipeline.adapters.storage.folder_store import FolderStore
from vehicle_pipeline.local.doctor import bounded, services
from vehicle_pipeline.local.doctor.findings import Finding, fine
from vehicle_pipeline.local.doctor.place import Place


def test_a_queue_that_answers_is_fine(tmp_path: Path, aws: str) -> None:
    asked = place(tmp_path, queue="aws", sqs_queue_name="doctor", sqs_dead_letter_queue_name="dd")
    assert codes(services.queue(asked)) == [("ok", "queue_fine")]
    assert codes(services.queue(place(tmp_path))) == [("ok", "queue_embedded")]


def test_a_queue_that_is_away_is_an_error(
    tmp_path: Path, aws: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert codes(services.queue(place(tmp_path, queue="aws"))) == [("error", "queue_away")]


def test_stores_are_tried_and_left_as_they_were(tmp_path: Path, aws: str) -> None:
    fine = [("ok", "store_fine"), ("ok", "clock_fine")]
    folder = tmp_path / "uploads"
    folder.mkdir()
    assert codes(services.store(place(tmp_path))) == fine
    assert list(folder.iterdir()) == []
    assert codes(services.store(place(tmp_path, object_store_url="s3://doctor/x"))) == fine
    assert boto3.client("s3").list_objects_v2(Bucket="doctor")["KeyCount"] == 0


def test_a_store_that_is_not_made_yet_is_not_made_by_looking(tmp_path: Path) -> None:
    assert codes(services.store(place(tmp_path))) == [("ok", "store_missing")]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("is_held", [True, False])
def test_a_folder_that_is_gone_is_an_error_and_is_not_made_again(
    tmp_path: Path, is_held: bool
) -> None:
    (tmp_path / "postgres").mkdir()
    elsewhere = tmp_path / "disk" / "uploads"
    for settings in ({}, {"object_store_url": str(elsewhere)}):
        asked = place(tmp_path, is_held=is_held, **settings)
        assert codes(services.store(asked)) == [("error", "store_gone")]
    assert [path.name for path in tmp_path.iterdir()] == ["postgres"]


def test_a_service_that_never_answers_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "PATIENCE", 0.1)
    is_over = threading.Event()

    def look(_: Place) -> Iterator[Finding]:
        is_over.wait(20)
        yield fine("queue", "queue_embedded")

    try:
        assert codes(bounded.bounded("queue", look, place(tmp_path))) == [("error", "no_answer")]
    finally:
        is_over.set()


def test_what_a_bounded_look_raises_is_raised(tmp_path: Path) -> None:
    def look(_: Place) -> Iterator[Finding]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(bounded.bounded("queue", look, place(tmp_path)))


def test_a_store_that_takes_nothing_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    asked = place(tmp_path, object_store_url=str(file))
    (finding,) = services.store(asked)
    assert (finding.level, finding.code) == ("error", "store_away")
    assert "não responde" in finding.seen
    assert "does not answer" in finding.seen_en


def test_a_store_that_forgets_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "uploads").mkdir()
    monkeypatch.setattr(FolderStore, "delete", lambda *_: None)
    assert codes(services.store(place(tmp_path))) == [("error", "store_differs")]


def test_a_provider_that_does_not_answer_is_told(tmp_path: Path) -> None:
    assert codes(services.provider(place(tmp_path))) == []
    with issuing() as issuer:
        asked = place(tmp_path, oidc_issuer=issuer.url, oidc_allow_http=True)
        assert codes(services.provider(asked)) == [("ok", "provider_fine")]
    assert codes(services.provider(asked)) == [("warning", "provider_away")]
    without_tls = place(tmp_path, oidc_issuer=issuer.url)
    assert codes(services.provider(without_tls)) == [("warning", "provider_away")]
