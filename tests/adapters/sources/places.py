"""Places where other programs put spreadsheets: a folder and a bucket."""

from pathlib import Path
from typing import Protocol
from uuid import uuid4

import boto3
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from vehicle_pipeline.adapters.sources.folder_source import FolderSource
from vehicle_pipeline.adapters.sources.s3_source import S3Source
from vehicle_pipeline.adapters.sources.source import Source


class Place(Protocol):
    """A source, and the hand of the program that fills it."""

    source: Source
    location: str

    def put(self, path: str, content: bytes = b"x") -> None:
        """Write an object."""

    def put_many(self, names: list[str]) -> None:
        """Write small objects."""

    def remove(self, path: str) -> None:
        """Remove one."""

    def close(self) -> None:
        """Have the place itself gone."""


class FolderPlace:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.source = FolderSource(folder)
        self.location = str(folder)

    def put(self, path: str, content: bytes = b"x") -> None:
        file = self.folder / path
        if path.endswith("/"):
            file.mkdir(parents=True, exist_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        # Another file in the place of the first, as most programs write.
        other = file.with_name(f".{uuid4().hex}")
        other.write_bytes(content)
        other.replace(file)

    def put_many(self, names: list[str]) -> None:
        for name in names:
            (self.folder / name).write_bytes(b"x")

    def remove(self, path: str) -> None:
        (self.folder / path).unlink()

    def close(self) -> None:
        self.folder.rename(self.folder.with_name("elsewhere"))


class BucketPlace:
    def __init__(self) -> None:
        self.bucket = f"source-{uuid4().hex}"
        self._client = boto3.client("s3")
        self._client.create_bucket(Bucket=self.bucket)
        self._client.put_object(Bucket=self.bucket, Key="frotas.csv", Body=b"not below the prefix")
        self.source = S3Source(self.bucket, "frota")
        self.location = f"s3://{self.bucket}/frota"

    def put(self, path: str, content: bytes = b"x") -> None:
        body = b"" if path.endswith("/") else content
        self._client.put_object(Bucket=self.bucket, Key=f"frota/{path}", Body=body)

    def put_many(self, names: list[str]) -> None:
        # Past HTTP, which takes the emulator 15 ms each; it runs in this process.
        store = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
        for name in names:
            store.put_object(self.bucket, f"frota/{name}", b"x")

    def remove(self, path: str) -> None:
        self._client.delete_object(Bucket=self.bucket, Key=f"frota/{path}")

    def close(self) -> None:
        for each in self._client.list_objects_v2(Bucket=self.bucket).get("Contents", []):
            self._client.delete_object(Bucket=self.bucket, Key=each["Key"])
        self._client.delete_bucket(Bucket=self.bucket)
