import io
import struct
import zipfile

import pytest

from tests.spreadsheets.containers import archive
from tests.spreadsheets.sheets import refused
from vehicle_pipeline.spreadsheets.archive import MAX_PARTS, open_archive
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS

PARTS = {"a": b"x" * 5_000, "b": b"y"}


def with_end_64(content: bytes, *, entries: int | None = None) -> bytes:
    """The archive with the end record of ZIP64, as some programs always write it."""
    at = content.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<HLL", content, at + 10)
    count = count if entries is None else entries
    end = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    old = struct.pack("<4sHHHHLLH", b"PK\x05\x06", *[0] * 2, *[0xFFFF] * 2, *[0xFFFFFFFF] * 2, 0)
    return content[:at] + end + locator + old


@pytest.mark.parametrize("suffix", [b"", b"\0" * 100])
def test_an_archive_is_opened(suffix: bytes) -> None:
    with open_archive(io.BytesIO(archive(PARTS) + suffix), DEFAULT_LIMITS) as opened:
        assert opened.namelist() == ["a", "b"]


def test_an_archive_may_be_of_the_large_kind() -> None:
    with open_archive(io.BytesIO(with_end_64(archive(PARTS))), DEFAULT_LIMITS) as opened:
        assert opened.read("b") == b"y"


def test_the_number_of_parts_is_limited_before_they_are_looked_at() -> None:
    parts = dict.fromkeys(map(str, range(MAX_PARTS)), b"")
    assert open_archive(io.BytesIO(archive(parts)), DEFAULT_LIMITS)
    for book in (archive({**parts, "x": b""}), with_end_64(archive(PARTS), entries=2**40)):
        refusal = refused(open_archive, io.BytesIO(book), DEFAULT_LIMITS)
        assert (refusal.code, refusal.params) == ("too_many_parts", {"limit": MAX_PARTS})


def test_a_number_of_parts_that_is_a_lie_is_found_out() -> None:
    parts = dict.fromkeys(map(str, range(MAX_PARTS + 1)), b"")
    book = bytearray(archive(parts))
    struct.pack_into("<H", book, book.rindex(b"PK\x05\x06") + 10, 3)
    assert refused(open_archive, io.BytesIO(book), DEFAULT_LIMITS).code == "too_many_parts"


@pytest.mark.parametrize(("limit", "is_refused"), [(2, True), (3, False)])
def test_all_parts_together_may_not_be_too_large(limit: int, is_refused: bool) -> None:
    stream = io.BytesIO(archive({"a": bytes(1_500_000), "b": bytes(1_500_000)}))
    limits = DEFAULT_LIMITS._replace(uncompressed_mb=limit)
    if is_refused:
        refusal = refused(open_archive, stream, limits)
        assert (refusal.code, refusal.params) == ("workbook_too_large", {"limit": limit})
    else:
        assert open_archive(stream, limits)


def test_a_part_with_a_password_is_refused() -> None:
    book = bytearray(archive(PARTS))
    book[book.index(b"PK\x01\x02") + 8] |= 1
    assert refused(open_archive, io.BytesIO(book), DEFAULT_LIMITS).code == "encrypted_workbook"


@pytest.mark.parametrize("cut", [0, 3, 10, 30, 200, -23, -22, -1])
def test_a_damaged_archive_is_refused(cut: int) -> None:
    for book in (archive(PARTS), with_end_64(archive(PARTS))):
        refusal = refused(open_archive, io.BytesIO(book[:cut]), DEFAULT_LIMITS)
        assert refusal.code == "unreadable_file"


def test_a_large_archive_whose_end_leads_nowhere_is_refused() -> None:
    for position in (-42 + 8, -42):
        book = bytearray(with_end_64(archive(PARTS)))
        book[position] ^= 0xFF
        assert refused(open_archive, io.BytesIO(book), DEFAULT_LIMITS).code == "unreadable_file"
    assert zipfile.is_zipfile(io.BytesIO(with_end_64(archive(PARTS))))
