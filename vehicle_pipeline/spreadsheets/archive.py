"""Opens workbooks that are ZIP archives, after checking the number and size of their parts."""

import struct
import zipfile
from typing import BinaryIO

from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.limits import MEGABYTE, WorkbookLimits

# The end record is the last part of an archive, except for a comment of at most 64 KB.
_END = struct.Struct("<4s6xHLL2x")
_END_MARK = b"PK\x05\x06"
_TAIL_BYTES = _END.size + 65_535
# The ZIP64 locator before it: the position of the ZIP64 end record.
_LOCATOR = struct.Struct("<4s4xQ4x")
_END_64 = struct.Struct("<4s28xQQ8x")
# Parts of an archive: a workbook has some dozens, and one for each of its pictures.
MAX_PARTS = 10_000
# Mean bytes of an entry of the directory: 46, its name, and some programs' extra fields.
_ENTRY_BYTES = 500
_IS_ENCRYPTED = 0x1


def open_archive(stream: BinaryIO, limits: WorkbookLimits) -> zipfile.ZipFile:
    """Return the archive in `stream` without unpacking anything.

    Raises BadSpreadsheetError: unreadable_file, encrypted_workbook, workbook_too_large,
    too_many_parts.
    """
    entries, directory_bytes = _directory(stream)
    if entries > MAX_PARTS or directory_bytes > MAX_PARTS * _ENTRY_BYTES:
        raise BadSpreadsheetError("too_many_parts", limit=MAX_PARTS)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, EOFError, ValueError, OSError) as error:
        raise BadSpreadsheetError("unreadable_file") from error
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise BadSpreadsheetError("too_many_parts", limit=MAX_PARTS)
    if any(part.flag_bits & _IS_ENCRYPTED for part in parts):
        raise BadSpreadsheetError("encrypted_workbook")
    if sum(part.file_size for part in parts) > limits.uncompressed_mb * MEGABYTE:
        raise BadSpreadsheetError("workbook_too_large", limit=limits.uncompressed_mb)
    return archive


def _directory(stream: BinaryIO) -> tuple[int, int]:
    """Return the declared number of entries of the archive's directory, and its size in bytes.

    Checked first, because `zipfile` creates an object for every entry.
    """
    size = stream.seek(0, 2)
    stream.seek(max(size - _TAIL_BYTES, 0))
    tail = stream.read(_TAIL_BYTES)
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        raise BadSpreadsheetError("unreadable_file")
    _, entries, directory_bytes, offset = _END.unpack_from(tail, at)
    if entries == 0xFFFF or 0xFFFFFFFF in (directory_bytes, offset):
        return _directory_64(stream, tail[max(at - _LOCATOR.size, 0) : at])
    return entries, directory_bytes


def _directory_64(stream: BinaryIO, locator: bytes) -> tuple[int, int]:
    try:
        mark, offset = _LOCATOR.unpack(locator)
        stream.seek(offset)
        end_mark, entries, directory_bytes = _END_64.unpack(stream.read(_END_64.size))
    except (struct.error, OverflowError, OSError, ValueError) as error:
        raise BadSpreadsheetError("unreadable_file") from error
    if (mark, end_mark) != (b"PK\x06\x07", b"PK\x06\x06"):
        raise BadSpreadsheetError("unreadable_file")
    return entries, directory_bytes
