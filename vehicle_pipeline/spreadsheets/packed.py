"""Unpacks a spreadsheet that came alone in a .zip or .gz.

No name from inside is used but its suffix. The unpacked file is no larger than an upload may be.
"""

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import IO, BinaryIO

from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.domain.upload_options import check_kind
from vehicle_pipeline.errors import BadOptionError, BadSpreadsheetError
from vehicle_pipeline.spreadsheets.archive import open_archive
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS, MEGABYTE, WorkbookLimits
from vehicle_pipeline.spreadsheets.signature import (
    HEAD_BYTES,
    check_container,
    check_signature,
    is_excel,
    is_packed,
    is_workbook_archive,
    likely_suffix,
    suffix_of,
)

# Bytes per step.
_STEP = 1 << 16
# What others need unbounded memory or libraries for.
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# What macOS puts beside the files of a .zip.
_BESIDE = ("__MACOSX/", ".DS_Store")
_DAMAGED = (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile, NotImplementedError)


@contextmanager
def unpacked(
    stream: BinaryIO, filename: str, limits: WorkbookLimits = DEFAULT_LIMITS
) -> Iterator[tuple[BinaryIO, str]]:
    """Yield the spreadsheet in a file and a name that fits it; the file itself if it is no archive.

    Raises BadSpreadsheetError: archive_without_spreadsheet, archive_of_several, archive_too_large,
    archive_in_archive, unreadable_file, encrypted_workbook, too_many_parts, and as
    `check_signature`.
    """
    if not is_packed(filename):
        yield stream, filename
        return
    stream.seek(0)
    with tempfile.TemporaryFile() as target:
        name = (_from_gzip if suffix_of(filename) == ".gz" else _from_zip)(
            stream, filename, target, limits
        )
        if is_packed(name):
            raise BadSpreadsheetError("archive_in_archive")
        target.seek(0)
        check_signature(name, target.read(HEAD_BYTES))
        target.seek(0)
        yield target, name


def check_stored(stream: BinaryIO, filename: str, limits: WorkbookLimits = DEFAULT_LIMITS) -> None:
    """Raise BadSpreadsheetError as `unpacked` and `check_container` do."""
    with unpacked(stream, filename, limits) as (inner, name):
        check_container(inner, name, limits)


def check_options(overrides: DialectOverrides, name: str) -> None:
    """Raise BadSpreadsheetError (text_option, workbook_option) for options of another kind.

    The kind of a file in an archive is not known when it is sent.
    """
    try:
        check_kind(overrides, is_workbook=is_excel(name))
    except BadOptionError as error:
        raise BadSpreadsheetError(error.code, **error.params) from error


def _from_gzip(stream: BinaryIO, filename: str, target: BinaryIO, limits: WorkbookLimits) -> str:
    # Without a mode, gzip would take that of the stream: a temporary file's is for writing.
    with gzip.GzipFile(fileobj=stream, mode="rb") as source:
        _copy(source.read, target, limits)
    # `frota.csv.gz` names what it holds.
    target.seek(0)
    return f"file{suffix_of(PurePath(filename).stem) or likely_suffix(target.read(HEAD_BYTES))}"


def _from_zip(stream: BinaryIO, _: str, target: BinaryIO, limits: WorkbookLimits) -> str:
    archive = open_archive(stream, limits)
    if is_workbook_archive(archive.namelist()):
        stream.seek(0)
        _copy(stream.read, target, limits)
        return "file.xlsx"
    files = [part for part in archive.infolist() if not _is_beside(part)]
    if len(files) > 1:
        raise BadSpreadsheetError("archive_of_several", count=len(files))
    if not files or files[0].compress_type not in _METHODS:
        raise BadSpreadsheetError("archive_without_spreadsheet")
    with _opened(archive, files[0]) as source:
        _copy(source.read, target, limits)
    return f"file{suffix_of(files[0].filename)}"


def _opened(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return archive.open(part)
    except _DAMAGED as error:
        raise BadSpreadsheetError("unreadable_file") from error


def _is_beside(part: zipfile.ZipInfo) -> bool:
    return (
        part.is_dir()
        or part.filename.startswith(_BESIDE[0])
        or (PurePath(part.filename).name == _BESIDE[1])
    )


def _copy(read: Callable[[int], bytes], target: BinaryIO, limits: WorkbookLimits) -> None:
    left = limits.upload_mb * MEGABYTE
    try:
        while block := read(_STEP):
            left -= len(block)
            if left < 0:
                raise BadSpreadsheetError("archive_too_large", limit=limits.upload_mb)
            target.write(block)
    except _DAMAGED as error:
        raise BadSpreadsheetError("unreadable_file") from error
