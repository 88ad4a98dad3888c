import gzip
import io
import zipfile
from functools import partial

import pytest

from tests.spreadsheets.containers import archive
from tests.spreadsheets.sheets import HEADER, refused, xlsx
from tests.spreadsheets.texts import ROW, written
from vehicle_pipeline.contracts import DialectOverrides, Encoding
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS
from vehicle_pipeline.spreadsheets.packed import check_stored
from vehicle_pipeline.spreadsheets.reader import open_spreadsheet

TEXT = written(HEADER, ROW).encode()
LIMITS = DEFAULT_LIMITS._replace(upload_mb=1)


def text_of(value: bytes | str) -> str:
    """A test's id: packed bytes differ from run to run."""
    return value if isinstance(value, str) else "content"


def workbook() -> bytes:
    stream = xlsx([HEADER, ROW])
    stream.seek(0)
    return stream.read()


def rows(content: bytes, name: str, overrides: DialectOverrides | None = None) -> int:
    stream = io.BytesIO(content)
    check_stored(stream, name)
    with open_spreadsheet(stream, name, overrides) as spreadsheet:
        return sum(frame.height for frame in spreadsheet.records)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (gzip.compress(TEXT), "frota.csv.gz"),
        (gzip.compress(TEXT), "FROTA.GZ"),
        (gzip.compress(workbook()), "frota.xlsx.gz"),
        (gzip.compress(workbook()), "frota.gz"),
        (archive({"a/../../etc/frota.csv": TEXT}), "frota.zip"),
        (archive({"frota.XLSX": workbook()}), "frota.zip"),
        (archive({"a/": b"", "a/b.txt": TEXT, "__MACOSX/a/._b.txt": b"\0"}), "frota.ZIP"),
        (archive({"b.csv": TEXT, ".DS_Store": b"\0"}, zipfile.ZIP_STORED), "frota.zip"),
        (workbook(), "frota.zip"),
    ],
    ids=text_of,
)
def test_an_archive_of_one_spreadsheet_is_read(content: bytes, name: str) -> None:
    assert rows(content, name) == 1


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (archive({"a.csv": TEXT, "b.csv": TEXT}), "a.zip", "archive_of_several"),
        (archive({}), "a.zip", "archive_without_spreadsheet"),
        (archive({"a/": b""}), "a.zip", "archive_without_spreadsheet"),
        (archive({"a.csv": TEXT}, zipfile.ZIP_LZMA), "a.zip", "archive_without_spreadsheet"),
        (archive({"a.pdf": b"%PDF"}), "a.zip", "not_a_spreadsheet"),
        (archive({"a.zip": archive({"a.csv": TEXT})}), "a.zip", "archive_in_archive"),
        (archive({"a.csv": b"\x89PNG\r\n"}), "a.zip", "content_mismatch"),
        (archive({"a.csv": TEXT})[:-30], "a.zip", "unreadable_file"),
        (gzip.compress(TEXT)[:-10], "a.csv.gz", "unreadable_file"),
        (b"\x1f\x8b" + b"x" * 50, "a.csv.gz", "unreadable_file"),
        (gzip.compress(gzip.compress(TEXT)), "a.gz.gz", "archive_in_archive"),
        (gzip.compress(archive({"word/document.xml": b"x"})), "a.gz", "not_a_workbook"),
    ],
    ids=text_of,
)
def test_another_archive_is_refused(content: bytes, name: str, code: str) -> None:
    assert refused(rows, content, name).code == code


@pytest.mark.parametrize("size", [1_000_001, 300_000_000])
@pytest.mark.parametrize("name", ["a.zip", "a.csv.gz"])
def test_no_more_is_unpacked_than_an_upload_may_have(name: str, size: int) -> None:
    large = b"x" * size
    content = archive({"a.csv": large}) if name == "a.zip" else gzip.compress(large)
    refusal = refused(check_stored, io.BytesIO(content), name, LIMITS)
    assert (refusal.code, refusal.params) == ("archive_too_large", {"limit": 1})


def test_an_option_of_the_other_kind_is_refused_once_the_kind_is_known() -> None:
    of_text = partial(rows, overrides=DialectOverrides(encoding=Encoding.UTF_8))
    assert refused(of_text, gzip.compress(workbook()), "a.xlsx.gz").code == "text_option"
