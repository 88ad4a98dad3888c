import socket

import boto3
import pytest

from tests.adapters.sources.places import BucketPlace
from vehicle_pipeline.adapters.sources.s3_source import S3Source
from vehicle_pipeline.domain.schedules.object_names import NamePattern
from vehicle_pipeline.errors import SourceUnreadableError


def test_a_bucket_can_be_a_source_as_a_whole(aws: str) -> None:
    place = BucketPlace()
    place.put("a.csv")
    found = S3Source(place.bucket, "").objects(NamePattern("**/*"))
    assert {each.key for each in found} == {"frotas.csv", "frota/a.csv"}


def test_a_missing_bucket_is_not_created(aws: str) -> None:
    with pytest.raises(SourceUnreadableError):
        list(S3Source("no-such-bucket", "").objects(NamePattern("*")))
    assert "no-such-bucket" not in {b["Name"] for b in boto3.client("s3").list_buckets()["Buckets"]}


def test_a_store_that_is_away_is_unavailable(aws: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    source = S3Source("bucket", "frota")
    for call in (
        lambda: list(source.objects(NamePattern("*"))),
        lambda: source.open("a.csv", "1"),
        source.look,
    ):
        with pytest.raises(SourceUnreadableError) as refusal:
            call()
        assert refusal.value.code == "source_unavailable"
        assert refusal.value.params == {"location": "s3://bucket/frota/"}
