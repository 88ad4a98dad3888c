"""Where uploads are kept: a local folder or S3, behind one small interface."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from vehicle_pipeline.errors import ObjectNotFoundError, ObjectStoreUnavailableError

# S3 wants parts of at least 5 MiB, except for the last.
_PART_BYTES = 8 << 20
# Objects up to this size stay in memory while they are read from S3; larger ones go to disk.
_SPOOL_BYTES = 8 << 20


class ObjectWriter(Protocol):
    """An object in the making."""

    def write(self, data: bytes, /) -> object:
        """Append `data`."""


class ObjectStore(Protocol):
    """Objects by key. Every method raises ObjectStoreUnavailableError when the store is away."""

    def writer(self, key: str) -> AbstractContextManager[ObjectWriter]:
        """Write an object that appears, whole, when the context is left without an error."""

    def open(self, key: str) -> BinaryIO:
        """Return the object as a seekable stream; raises ObjectNotFoundError."""

    def exists(self, key: str) -> bool:
        """Whether there is an object under this key."""

    def delete(self, key: str) -> None:
        """Remove the object; nothing happens when there is none."""

    def check(self) -> None:
        """Raise ObjectStoreUnavailableError unless objects can be written."""


def object_store(url: str) -> ObjectStore:
    """Return the store at `url`: a folder, or `s3://bucket/prefix`."""
    if url.startswith("s3://"):
        parts = urlsplit(url)
        return S3Store(parts.netloc, parts.path.strip("/"))
    return FolderStore(Path(url))


class FolderStore:
    """Objects as files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def writer(self, key: str) -> Iterator[ObjectWriter]:
        """See ObjectStore. The file is on disk, not only in the cache, before it appears."""
        with _folder_errors():
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".writing-")
        try:
            with _folder_errors(), os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            with _folder_errors():
                Path(name).replace(self._folder / key)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def open(self, key: str) -> BinaryIO:
        """See ObjectStore."""
        try:
            return (self._folder / key).open("rb")
        except FileNotFoundError as error:
            raise ObjectNotFoundError(key) from error
        except OSError as error:
            raise ObjectStoreUnavailableError from error

    def exists(self, key: str) -> bool:
        """See ObjectStore."""
        with _folder_errors():
            return (self._folder / key).is_file()

    def delete(self, key: str) -> None:
        """See ObjectStore."""
        with _folder_errors():
            (self._folder / key).unlink(missing_ok=True)

    def check(self) -> None:
        """See ObjectStore."""
        with _folder_errors():
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder) as file:
                file.write(b"ok")


@contextmanager
def _folder_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ObjectStoreUnavailableError from error


class S3Store:
    """Objects in an S3 bucket, which is created when it is missing."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self._bucket = bucket
        self._prefix = prefix
        self._client = boto3.client("s3")

    def _name(self, key: str) -> str:
        return f"{self._prefix}/{key}" if self._prefix else key

    @contextmanager
    def writer(self, key: str) -> Iterator[ObjectWriter]:
        """See ObjectStore. A multipart upload: memory holds one part, S3 shows only the whole."""
        with _s3_errors():
            self._ensure_bucket()
            upload = self._client.create_multipart_upload(Bucket=self._bucket, Key=self._name(key))
        writer = _MultipartWriter(self, self._name(key), upload["UploadId"])
        try:
            yield writer
            writer.finish()
        except BaseException:
            with contextlib.suppress(ObjectStoreUnavailableError):
                writer.abort()
            raise

    def open(self, key: str) -> BinaryIO:
        """See ObjectStore. A local copy, so that it can be read from any position."""
        spool = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115 - the caller closes it
        try:
            with _s3_errors(key):
                self._client.download_fileobj(self._bucket, self._name(key), spool)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return cast("BinaryIO", spool)

    def exists(self, key: str) -> bool:
        """See ObjectStore."""
        try:
            with _s3_errors(key):
                self._client.head_object(Bucket=self._bucket, Key=self._name(key))
        except ObjectNotFoundError:
            return False
        return True

    def delete(self, key: str) -> None:
        """See ObjectStore."""
        with _s3_errors():
            self._client.delete_object(Bucket=self._bucket, Key=self._name(key))

    def check(self) -> None:
        """See ObjectStore."""
        with _s3_errors():
            self._ensure_bucket()

    def _ensure_bucket(self) -> None:
        try:
            self._client.head_bucket(Bucket=self._bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"404", "NoSuchBucket"}:
                raise
            self._client.create_bucket(Bucket=self._bucket, **self._location())

    def _location(self) -> Mapping[str, Any]:
        """S3 wants to be told the region of a new bucket, except for its first one."""
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
        with _s3_errors():
            answer = self._client.upload_part(**self._target, PartNumber=number, Body=part)  # type: ignore[arg-type]
        self._parts.append({"PartNumber": number, "ETag": answer["ETag"]})

    def finish(self) -> None:
        if self._buffer or not self._parts:
            self._send(bytes(self._buffer))
        with _s3_errors():
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
        if key and error.response["Error"]["Code"] in {"404", "NoSuchKey", "NoSuchBucket"}:
            raise ObjectNotFoundError(key) from error
        raise ObjectStoreUnavailableError from error
    except BotoCoreError as error:
        raise ObjectStoreUnavailableError from error
