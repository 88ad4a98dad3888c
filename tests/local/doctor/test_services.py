from pathlib import Path

import boto3
import pytest

from tests.local.doctor.places import codes, place
from vehicle_pipeline.adapters.storage.folder_store import FolderStore
from vehicle_pipeline.local.doctor import services


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
