"""Workbooks under Excel's default password are read; those under another are refused."""

import struct
import time
from collections.abc import Callable
from functools import partial

import openpyxl
import pytest

from tests.spreadsheets import encrypted
from tests.spreadsheets.containers import ole, raw_sheet, raw_xlsx
from tests.spreadsheets.sheets import HEADER, read_workbook, refused, xls, xlsx
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.spreadsheets.confined.ole import OleFile
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS

ROWS = [HEADER, ("Citroën C3", "ABC1D23", 2020, 45_000.5), ("Gol", "ABC1D24", 2021, 1)]
READ = {
    2: ("Citroën C3", "ABC1D23", "2020", "45000.5", 2020.0, 45_000.5),
    3: ("Gol", "ABC1D24", "2021", "1", 2021.0, 1.0),
}
XLSX, XLS = xlsx(ROWS), xls(ROWS)
ways = pytest.mark.parametrize(
    ("encrypt", "plain"),
    [
        (encrypted.agile, XLSX),
        (encrypted.standard, XLSX),
        (encrypted.rc4, XLS),
        (encrypted.rc4_crypto_api, XLS),
    ],
    ids=["agile", "standard", "rc4", "rc4_crypto_api"],
)
Encrypt = Callable[..., bytes]


def content(stream: object) -> bytes:
    return stream.getvalue()  # type: ignore[attr-defined, no-any-return]


@ways
def test_the_default_password_is_none(encrypt: Encrypt, plain: object) -> None:
    assert read_workbook(encrypt(content(plain))).rows == READ


@ways
def test_another_password_is_named_in_the_refusal(encrypt: Encrypt, plain: object) -> None:
    error = refused(read_workbook, encrypt(content(plain), "segredo"))
    assert error.code == "encrypted_workbook"
    assert "A pasta de trabalho está protegida por senha" in sentence(error.code, {})


def test_a_sheet_and_structure_that_are_protected_are_read() -> None:
    book = openpyxl.load_workbook(xlsx(ROWS))
    book.security = openpyxl.workbook.protection.WorkbookProtection(
        workbookPassword="segredo", lockStructure=True
    )
    book.worksheets[0].protection.set_password("segredo")
    book.worksheets[0].protection.enable()
    stream = xlsx(ROWS)
    book.save(stream)
    assert read_workbook(stream).rows == READ


def test_more_rounds_of_hashing_than_any_program_does_are_not_done() -> None:
    """The format allows 10 million of them, which take a quarter of a minute."""
    book = OleFile(encrypted.agile(content(XLSX)))
    description = book.find("EncryptionInfo") or b""
    package = book.find("EncryptedPackage") or b""
    assert b'"100000"' in description
    slow = description.replace(b'"100000"', b'"9999999"').ljust(4096)
    started = time.monotonic()
    error = refused(read_workbook, ole({"EncryptionInfo": slow, "EncryptedPackage": package}))
    assert error.code == "encrypted_workbook"
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "information",
    [
        b"",
        b"\4\0\4\0\x40\0\0\0<encryption/>",
        b"\4\0\4\0\x40\0\0\0<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        b"\3\0\3\0" + bytes(60),
        b"\3\0\2\0" + b"\xff" * 60,
        b"\x09\0\x09\0" + bytes(60),
    ],
    ids=["none", "no_key", "entities", "extensible", "nonsense", "unknown"],
)
def test_what_describes_no_encryption_that_we_know_is_refused(information: bytes) -> None:
    book = ole({"EncryptionInfo": information.ljust(4096), "EncryptedPackage": bytes(5000)})
    assert refused(read_workbook, book).code == "encrypted_workbook"


@pytest.mark.parametrize(
    "description",
    [b"", b"\0\0\xaa\xbb\xcc\xdd", b"\1\0\1\0\1\0", struct.pack("<HHHLL", 1, 2, 2, 4, 1 << 31)],
    ids=["empty", "obfuscated", "cut_off", "too_long"],
)
def test_an_old_workbook_whose_encryption_is_another_is_refused(description: bytes) -> None:
    stream = struct.pack("<HHHH", 0x0809, 4, 0x0600, 5)
    stream += struct.pack("<HH", 0x002F, len(description)) + description
    book = ole({"Workbook": stream.ljust(4096, b"\0")})
    assert refused(read_workbook, book).code == "encrypted_workbook"


def test_what_was_encrypted_counts_against_the_limits() -> None:
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c></row>' for at in range(1, 60_000))
    book = encrypted.agile(raw_xlsx(raw_sheet(rows)))
    limits = DEFAULT_LIMITS._replace(uncompressed_mb=1)
    error = refused(partial(read_workbook, book, limits=limits))
    assert error.code == "workbook_too_large"
