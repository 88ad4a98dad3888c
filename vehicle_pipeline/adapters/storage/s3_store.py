"""Uploads as objects of an S3 bucket."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, BinaryIO, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from vehicle_pipeline.adapters.storage.object_store import ObjectWriter, StoredObject
from vehicle_pipeline.errors import ObjectNotFoundError, ObjectStoreUnavailableError

# S3 wants parts of at least 5 MiB, except for the last.
_PART_BYTES = 8 << 20
# In seconds, per attempt: a store that is silent for so long counts as away. Without these, one
# that hangs would be waited for during five minutes.
CONFIG = Config(
    connect_timeout=3, read_timeout=15, retries={"mode": "standard", "total_max_attempts": 3}
)
# Objects up to this size stay in memory while they are read from S3; larger ones go to disk.
SPOOL_BYTES = 8 << 20
# What servers say that are no Amazon: MinIO, Ceph.
_S3_FULL = {"XMinioStorageFull", "QuotaExceeded", "InsufficientCapacity"}
_S3_READ_ONLY = {"AccessDenied", "AllAccessDisabled"}


class S3Store:
    """Objects in an S3 bucket, which is created when it is missing."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self._bucket = bucket
        self._prefix = prefix
        self._client = boto3.client("s3", config=CONFIG)

    def _name(self, key: str) -> str:
        return f"{self._prefix}/{key}" if self._prefix else key

    @contextmanager
    def writer(self, key: str) -> Iterator[ObjectWriter]:
        """See ObjectStore. A multipart upload: memory holds one part, S3 shows only the whole."""
        with _s3_write_errors():
            self._ensure_bucket()
            upload = self._client.create_multipart_upload(Bucket=self._bucket, Key=self._name(key))
        writer = _MultipartWriter(self, self._name(key), upload["UploadId"])
        try:
            yield writer
            writer.finish()
        except BaseException:
            with suppress(ObjectStoreUnavailableError):
                writer.abort()
            raise

    def open(self, key: str) -> BinaryIO:
        """See ObjectStore. A local copy, so that it can be read from any position."""
        spool = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the caller closes it
        try:
            with self._object_errors(key):
                self._client.download_fileobj(self._bucket, self._name(key), spool)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return cast("BinaryIO", spool)

    def exists(self, key: str) -> bool:
        """See ObjectStore."""
        try:
            self.written_at(key)
        except ObjectNotFoundError:
            return False
        return True

    def written_at(self, key: str) -> datetime:
        """See ObjectStore."""
        with self._object_errors(key):
            head = self._client.head_object(Bucket=self._bucket, Key=self._name(key))
        return head["LastModified"]

    def delete(self, key: str) -> None:
        """See ObjectStore."""
        with _s3_write_errors():
            self._client.delete_object(Bucket=self._bucket, Key=self._name(key))

    def check(self) -> None:
        """See ObjectStore."""
        with _s3_errors():
            self._ensure_bucket()

    def stored(self, before: datetime) -> Iterator[StoredObject]:
        """See ObjectStore."""
        for page in self._pages("list_objects_v2"):
            for found in page.get("Contents", []):
                if found["LastModified"] < before:
                    key = found["Key"].removeprefix(self._name(""))
                    yield StoredObject(key, found["Size"], found["LastModified"])

    def sweep(self, before: datetime) -> Iterator[int]:
        """See ObjectStore. Parts of an unfinished upload are paid for, and shown nowhere."""
        for page in self._pages("list_multipart_uploads"):
            for found in page.get("Uploads", []):
                # One with a slash is of another application's folder.
                is_ours = "/" not in found["Key"].removeprefix(self._name(""))
                if is_ours and found["Initiated"] < before:
                    yield self._abort(found["Key"], found["UploadId"])

    @contextmanager
    def _object_errors(self, key: str) -> Iterator[None]:
        """A missing object and a missing bucket get the same answer: ask which it is."""
        try:
            with _s3_errors(key):
                yield
        except ObjectNotFoundError:
            with _s3_errors():
                self._client.head_bucket(Bucket=self._bucket)
            raise

    def _abort(self, name: str, upload_id: str) -> int:
        """Abort an upload; return the bytes of its parts. Nothing happens to one that has ended."""
        target = {"Bucket": self._bucket, "Key": name, "UploadId": upload_id}
        with _s3_write_errors(), suppress(self._client.exceptions.NoSuchUpload):
            parts = self._client.list_parts(**target).get("Parts", [])  # type: ignore[arg-type]
            self._client.abort_multipart_upload(**target)  # type: ignore[arg-type]
            return sum(part["Size"] for part in parts)
        return 0

    def _pages(self, operation: Any) -> Iterator[dict[str, Any]]:
        with _s3_errors():
            self._ensure_bucket()
            pages = self._client.get_paginator(operation)
            found = iter(pages.paginate(Bucket=self._bucket, Prefix=self._name("")))
        while True:
            with _s3_errors():
                page = next(found, None)
            if page is None:
                return
            yield page

    def _ensure_bucket(self) -> None:
        try:
            self._client.head_bucket(Bucket=self._bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"404", "NoSuchBucket"}:
                raise
            self._client.create_bucket(Bucket=self._bucket, **self._location())

    def _location(self) -> Mapping[str, Any]:
        """S3 requires the region of a new bucket, except for us-east-1."""
        region = self._client.meta.region_name
        if region == "us-east-1":
            return {}
        return {"CreateBucketConfiguration": {"LocationConstraint": region}}


class _MultipartWriter:
    def __init__(self, store: S3Store, name: str, upload_id: str) -> None:
        self._client = store._client
        self._target = {"Bucket": store._bucket, "Key": name, "UploadId": upload_id}
        self._buffer = bytearray()
        self._parts: list[dict[str, object]] = []

    def write(self, data: bytes) -> None:
        self._buffer += data
        while len(self._buffer) >= _PART_BYTES:
            self._send(bytes(self._buffer[:_PART_BYTES]))
            del self._buffer[:_PART_BYTES]

    def _send(self, part: bytes) -> None:
        number = len(self._parts) + 1
        with _s3_write_errors():
            answer = self._client.upload_part(**self._target, PartNumber=number, Body=part)  # type: ignore[arg-type]
        self._parts.append({"PartNumber": number, "ETag": answer["ETag"]})

    def finish(self) -> None:
        if self._buffer or not self._parts:
            self._send(bytes(self._buffer))
        with _s3_write_errors():
            self._client.complete_multipart_upload(
                **self._target,  # type: ignore[arg-type]
                MultipartUpload={"Parts": self._parts},  # type: ignore[typeddict-item]
            )

    def abort(self) -> None:
        with _s3_errors():
            self._client.abort_multipart_upload(**self._target)  # type: ignore[arg-type]


@contextmanager
def _s3_errors(key: str = "") -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if key and error.response["Error"]["Code"] in {"404", "NoSuchKey"}:
            raise ObjectNotFoundError(key) from error
        raise ObjectStoreUnavailableError from error
    except BotoCoreError as error:
        raise ObjectStoreUnavailableError from error


@contextmanager
def _s3_write_errors() -> Iterator[None]:
    """Tell a store that takes nothing more from one that is away."""
    try:
        with _s3_errors():
            yield
    except ObjectStoreUnavailableError as error:
        cause = error.__cause__
        code = cause.response["Error"]["Code"] if isinstance(cause, ClientError) else ""
        if code in _S3_FULL:
            raise ObjectStoreUnavailableError("storage_full") from cause
        if code in _S3_READ_ONLY:
            raise ObjectStoreUnavailableError("storage_read_only") from cause
        raise
