"""The objects below a prefix of an S3 bucket as a source."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from vehicle_pipeline.adapters.sources.source import FoundObject, found
from vehicle_pipeline.adapters.storage.s3_store import CONFIG, SPOOL_BYTES
from vehicle_pipeline.domain.schedules.object_names import NamePattern, is_passed_over
from vehicle_pipeline.errors import (
    ObjectChangedError,
    ObjectNotFoundError,
    SourceUnreadableError,
)

_MISSING = {"404", "NoSuchBucket", "NoSuchKey", "InvalidBucketName"}
_OTHER_VERSION = {"412", "PreconditionFailed"}
_DENIED = {
    *("403", "AccessDenied", "AllAccessDisabled", "InvalidAccessKeyId", "SignatureDoesNotMatch")
}


class S3Source:
    """The objects of a bucket, which is never created; see Source."""

    # An object of S3 appears when it is uploaded completely.
    shows_whole_objects = True

    def __init__(self, bucket: str, prefix: str) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._client = boto3.client("s3", config=CONFIG)

    def look(self) -> None:
        """See Source. A prefix without objects is none that is missing: S3 has no folders."""
        with self._errors():
            self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix, MaxKeys=1)

    def objects(self, pattern: NamePattern) -> Iterator[FoundObject]:
        """See Source. The version is S3's entity tag."""
        pages = self._client.get_paginator("list_objects_v2")
        listed = iter(pages.paginate(Bucket=self._bucket, Prefix=self._prefix))
        while True:
            with self._errors():
                page = next(listed, None)
            if page is None:
                return
            for each in page.get("Contents", []):
                path = each["Key"].removeprefix(self._prefix)
                if each["Size"] and not is_passed_over(path) and pattern.names(path):
                    version = each["ETag"].strip('"')
                    yield found(path, version, each["Size"], each["LastModified"])

    def open(self, path: str, version: str) -> BinaryIO:
        """See Source. A local copy, in memory while it is small."""
        spool = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the caller closes it
        try:
            with self._object_errors(path):
                # Of that version only, so no object is larger than it was when it was listed.
                answer = self._client.get_object(
                    Bucket=self._bucket, Key=self._prefix + path, IfMatch=f'"{version}"'
                )
                with answer["Body"] as body:
                    shutil.copyfileobj(body, spool)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return cast("BinaryIO", spool)

    def is_unchanged(self, path: str, version: str) -> bool:  # noqa: ARG002 - see Source
        """See Source. S3 has answered with that version or with an error."""
        return True

    @contextmanager
    def _object_errors(self, path: str) -> Iterator[None]:
        """A missing object and a missing bucket get the same answer: ask which it is."""
        try:
            with self._errors():
                yield
        except SourceUnreadableError as error:
            if error.code != "source_missing":
                raise
            with self._errors():
                self._client.head_bucket(Bucket=self._bucket)
            raise ObjectNotFoundError(path) from error

    @contextmanager
    def _errors(self) -> Iterator[None]:
        location = f"s3://{self._bucket}/{self._prefix}"
        try:
            yield
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _MISSING:
                raise SourceUnreadableError("source_missing", location=location) from error
            if code in _OTHER_VERSION:
                raise ObjectChangedError(location) from error
            if code in _DENIED:
                raise SourceUnreadableError("source_denied", location=location) from error
            raise SourceUnreadableError("source_unavailable", location=location) from error
        except BotoCoreError as error:
            raise SourceUnreadableError("source_unavailable", location=location) from error
