import io
import re
from typing import BinaryIO

import pytest

from tests.spreadsheets.containers import archive
from tests.spreadsheets.sheets import HEADER, refused, xls, xlsx
from vehicle_pipeline.domain.messages import Language, sentence
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS
from vehicle_pipeline.spreadsheets.signature import (
    CSV_SUFFIXES,
    EXCEL_SUFFIXES,
    HEAD_BYTES,
    PACKED_SUFFIXES,
    check_container,
    check_signature,
    is_excel,
)

ROW = ("Gol", "ABC1234", 2020, 45_000.5)
CSV = b"modelo;placa;ano;valor_fipe\n"


def content(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read()


XLSX = content(xlsx([HEADER, ROW]))
XLS = content(xls([HEADER, ROW]))
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
HTML = b"<html><head></head><table><tr><td>modelo</td></tr></table></html>"
XML_2003 = (
    b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
)


@pytest.mark.parametrize("language", ["pt", "en"])
def test_the_refusal_of_another_file_names_every_kind_that_is_read(language: Language) -> None:
    text = sentence("not_a_spreadsheet", {"suffix": "?"}, language)
    for suffix in {*CSV_SUFFIXES, *EXCEL_SUFFIXES, *PACKED_SUFFIXES}:
        assert re.search(rf"{re.escape(suffix)}\b", text)


@pytest.mark.parametrize(
    ("filename", "head"),
    [
        ("frota.csv", CSV),
        ("FROTA.CSV", CSV),
        ("frota.tsv", CSV),
        ("frota.txt", b"\xef\xbb\xbf" + CSV),
        ("frota.csv", CSV.decode().encode("utf-16")),
        ("frota.csv", "ação;€\n".encode("cp1252")),
        ("frota.csv", CSV + b"\x00\x00\x1a"),
        ("frota.csv", b"G\x00l;ABC1234\n"),
        *(
            ("frota.csv", CSV.decode().encode(codec))
            for codec in ("utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
        ),
        ("frota.csv", b"\x00\x00\xfe\xff" + CSV.decode().encode("utf-32-be")),
        ("frota.xlsx", XLSX[:HEAD_BYTES]),
        ("frota.xlsm", XLSX[:HEAD_BYTES]),
        ("frota.ods", XLSX[:HEAD_BYTES]),
        ("frota.xls", XLS[:HEAD_BYTES]),
        ("frota.xls", XLSX[:HEAD_BYTES]),  # common: an .xlsx by another name
        ("frota.xlsx", XLS[:HEAD_BYTES]),
        ("a.b/c d.final.XLSX", XLSX[:HEAD_BYTES]),
    ],
)
def test_content_that_fits_its_name_passes(filename: str, head: bytes) -> None:
    check_signature(filename, head)


@pytest.mark.parametrize(
    ("filename", "suffix"),
    [("frota.pdf", ".pdf"), ("frota.csv.exe", ".exe"), ("frota.c v", ".c v")],
)
def test_other_names_are_no_spreadsheets(filename: str, suffix: str) -> None:
    refusal = refused(check_signature, filename, CSV)
    assert (refusal.code, refusal.params) == ("not_a_spreadsheet", {"suffix": suffix})


@pytest.mark.parametrize(
    ("filename", "reason"),
    [
        ("~$frota.xlsx", "lock_file"),
        (".~lock.frota.ods#", "lock_file"),
        ("frota.numbers", "numbers_file"),
        ("frota.FODS", "flat_file"),
        ("frota.xltx", "template_file"),
        ("frota.rar", "other_archive"),
        ("frota.tar", "other_archive"),
        ("frota.html", "page_file"),
        ("frota.json", "json_file"),
    ],
)
def test_files_that_are_almost_spreadsheets_say_what_to_do(filename: str, reason: str) -> None:
    refusal = refused(check_signature, filename, CSV)
    assert (refusal.code, refusal.params["reason"]) == ("not_a_spreadsheet", reason)


@pytest.mark.parametrize("suffix", [".csv", ".txt"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (HTML.decode(), "html_workbook"),
        (f"\n {XML_2003.decode()}", "xml_workbook"),
        ('<?xml version="1.0"?><frota/>', "xml_text"),
    ],
)
def test_pages_and_xml_are_no_texts_with_delimiters(
    content: str, code: str, codec: str, suffix: str
) -> None:
    refusal = refused(check_signature, f"frota{suffix}", content.encode(codec))
    assert (refusal.code, refusal.params) == (code, {"suffix": suffix})


def test_a_cell_may_begin_with_a_sign_of_markup() -> None:
    check_signature("frota.csv", b"<modelo>;placa\n")


@pytest.mark.parametrize("filename", ["frota", ".csv", "", "frota csv", "frota."])
def test_a_name_without_extension_is_refused_with_the_kinds_that_are_read(filename: str) -> None:
    refusal = refused(check_signature, filename, CSV)
    assert refusal.code == "no_suffix"
    assert set(refusal.params["kinds"].split(", ")) == CSV_SUFFIXES | EXCEL_SUFFIXES


@pytest.mark.parametrize("filename", ["frota.csv", "frota.xlsx", "frota.xls"])
@pytest.mark.parametrize("head", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\n\x00\x00"])
def test_a_file_of_nothing_is_empty(filename: str, head: bytes) -> None:
    assert refused(check_signature, filename, head).code == "empty_file"


@pytest.mark.parametrize("filename", ["frota.csv", "frota.xlsx", "frota.xls"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\xff\xfe"])
@pytest.mark.parametrize("count", [1, 100, HEAD_BYTES])
def test_nul_bytes_are_not_called_empty(filename: str, mark: bytes, count: int) -> None:
    head = (mark + b"\x00" * count)[:HEAD_BYTES]
    assert refused(check_signature, filename, head).code == "nul_bytes"


def test_a_blank_beginning_does_not_show_that_a_text_is_empty() -> None:
    check_signature("frota.csv", b"\n" * HEAD_BYTES)


@pytest.mark.parametrize(
    ("filename", "head", "found"),
    [
        ("frota.csv", PNG, "PNG"),
        ("frota.csv", XLSX[:HEAD_BYTES], "Excel/ZIP"),
        ("frota.csv", XLS[:HEAD_BYTES], "Excel 97"),
        ("frota.csv", b"%PDF-1.7\n", "PDF"),
        ("frota.csv", b"\xff\xd8\xff\xe0", "JPEG"),
        ("frota.csv", b"GIF89a", "GIF"),
        ("frota.csv", b"\x1f\x8b\x08", "gzip"),
        ("frota.txt", b"Rar!\x1a\x07", "RAR"),
        ("frota.tsv", b"7z\xbc\xaf'\x1c", "7-Zip"),
        ("frota.xlsx", PNG, "PNG"),
    ],
)
def test_content_that_belies_its_name_is_named(filename: str, head: bytes, found: str) -> None:
    refusal = refused(check_signature, filename, head)
    assert refusal.code == "content_mismatch"
    assert refusal.params == {"suffix": filename[filename.index(".") :], "found": found}


@pytest.mark.parametrize(
    ("filename", "head"),
    [("frota.csv", b"\x7fELF\x02\x01\x01\x00abc"), ("frota.xlsx", b"\x01\x00\x02")],
)
def test_content_of_no_known_kind_is_told_in_both_languages(filename: str, head: bytes) -> None:
    refusal = refused(check_signature, filename, head)
    assert (refusal.code, refusal.params["reason"]) == ("content_mismatch", "binary_content")
    assert "não contém um texto" in sentence(refusal.code, refusal.params)
    assert "holds no text" in sentence(refusal.code, refusal.params, "en")


@pytest.mark.parametrize(
    "head",
    ['[{"modelo": "Gol", "placa": "x"}]', '{"rows": []}', ' [\n {"a" : 1}]', '{"a":1}\n{"a":2}'],
)
def test_json_is_told_so(head: str) -> None:
    refusal = refused(check_signature, "frota.csv", head.encode())
    assert (refusal.code, refusal.params) == ("json_text", {"suffix": ".csv"})


@pytest.mark.parametrize("head", ["[modelo];placa", '{"modelo";"placa"}', "{modelo}: x;placa"])
def test_brackets_alone_are_no_json(head: str) -> None:
    check_signature("frota.csv", head.encode())


@pytest.mark.parametrize("head", [b"abc\x00d\x00ef", b"modelo;\x00\x00\x00placa\r\n" * 9])
def test_a_text_with_nuls_is_told_so(head: bytes) -> None:
    refusal = refused(check_signature, "frota.csv", head)
    assert refusal.code == "nul_characters"
    for language in ("pt", "en"):
        assert "U+0000" in sentence(refusal.code, refusal.params, language)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("filename", "head", "code"),
    [
        ("frota.xlsx", CSV, "text_workbook"),
        ("frota.xls", CSV.decode().encode("utf-16"), "text_workbook"),
        ("frota.xls", HTML, "html_workbook"),
        ("frota.XLS", b"\n<TABLE border=1>", "html_workbook"),
        ("frota.xls", b"<!DOCTYPE  html>\n<x>", "html_workbook"),
        ("frota.xls", HTML.decode().encode("utf-16"), "html_workbook"),
        ("frota.ods", b"\xef\xbb\xbf<meta http-equiv='Content-Type'>", "html_workbook"),
        ("frota.xls", XML_2003, "xml_workbook"),
        ("frota.xlsx", XML_2003, "xml_workbook"),
    ],
)
def test_a_text_that_is_called_a_workbook_is_told_what_to_do(
    filename: str, head: bytes, code: str
) -> None:
    refusal = refused(check_signature, filename, head)
    assert refusal.code == code
    assert refusal.params == {"suffix": filename[-4 if "xlsx" not in filename else -5 :].lower()}


@pytest.mark.parametrize(
    ("filename", "expected"),
    [("a.xlsx", True), ("a.XLS", True), ("a.ods", True), ("a.csv", False), ("xlsx", False)],
)
def test_a_workbook_is_known_by_its_name(filename: str, expected: bool) -> None:
    assert is_excel(filename) is expected


@pytest.mark.parametrize(
    ("filename", "whole"),
    [("a.xlsx", XLSX), ("a.xls", XLSX), ("a.xls", XLS), ("a.csv", XLSX[:50])],
    ids=["xlsx", "xlsx called xls", "xls", "text"],
)
def test_a_whole_container_passes(filename: str, whole: bytes) -> None:
    check_container(io.BytesIO(whole), filename)


@pytest.mark.parametrize(
    "cut",
    [slice(4), slice(30), slice(len(XLSX) // 2), slice(-5)],
    ids=["signature", "head", "half", "end"],
)
@pytest.mark.parametrize("filename", ["a.xlsx", "a.xls"])
def test_a_truncated_container_is_unreadable(filename: str, cut: slice) -> None:
    assert refused(check_container, io.BytesIO(XLSX[cut]), filename).code == "unreadable_file"


@pytest.mark.parametrize("name", ["foto.png", "word/document.xml", "xl/workbook.xml.bak"])
def test_an_archive_of_something_else_is_no_workbook(name: str) -> None:
    stream = io.BytesIO(archive({name: PNG}))
    assert refused(check_container, stream, "a.xlsx").code == "not_a_workbook"


def test_an_archive_is_refused_by_what_its_directory_says() -> None:
    bomb = archive({"_rels/.rels": b"", "xl/worksheets/sheet1.xml": bytes(3_000_000)})
    limits = DEFAULT_LIMITS._replace(uncompressed_mb=2)
    refusal = refused(check_container, io.BytesIO(bomb), "a.xlsx", limits)
    assert (refusal.code, refusal.params) == ("workbook_too_large", {"limit": 2})
    check_container(io.BytesIO(bomb), "a.xlsx")
