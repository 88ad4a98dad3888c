"""Files made to harm their reader: each ends in a clear refusal, in bounded memory and time."""

import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.spreadsheets.bounds import measured
from tests.spreadsheets.containers import (
    HEADER_ROW,
    SHEET,
    archive,
    biff,
    edited,
    ods,
    ods_row,
    ole,
    raw_sheet,
    raw_xlsx,
    repeating,
    xlsb,
)
from tests.spreadsheets.sheets import HEADER, read_workbook, refused, xls
from vehicle_pipeline.spreadsheets.confined.ole import OleFile
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits

MEGABYTE = 1_000_000
LIMITS = WorkbookLimits(memory_mb=300, cpu_seconds=6, wall_seconds=12)
# What the process that parses has beside the memory that is limited: its libraries.
LIBRARIES = 120 * MEGABYTE
# What the process that asks may need: a batch of cells, as bytes and as columns.
OWN = 200 * MEGABYTE
SECONDS = 15
ROW = '<row r="2"><c r="A2" t="inlineStr"><is><t>Gol</t></is></c></row>'
GOOD = raw_xlsx(raw_sheet(HEADER_ROW + ROW))
READ = {2: ("Gol", "", "", "", None, None)}


@contextmanager
def bounded(limits: WorkbookLimits = LIMITS) -> Iterator[None]:
    with measured() as cost:
        yield
    assert cost.seconds < SECONDS
    assert cost.child < limits.memory_mb * MEGABYTE + LIBRARIES
    assert cost.own < OWN


def code(content: bytes, limits: WorkbookLimits = LIMITS) -> str:
    """What a file is refused with."""
    with bounded(limits):
        return refused(lambda: read_workbook(content, limits=limits)).code


def rows(content: bytes, limits: WorkbookLimits = LIMITS) -> object:
    """What is read of a file."""
    with bounded(limits):
        return read_workbook(content, limits=limits).rows


# --- sizes --------------------------------------------------------------------------------------


def test_an_archive_that_says_how_large_it_is() -> None:
    bomb = repeating(HEADER_ROW, " " * 1_000, 40_000)
    assert len(bomb) < MEGABYTE
    assert code(bomb, LIMITS._replace(uncompressed_mb=39)) == "workbook_too_large"
    # Within that limit, it is memory that ends.
    assert code(bomb, LIMITS._replace(memory_mb=100)) == "workbook_out_of_memory"


def test_an_archive_that_lies_about_its_size() -> None:
    whole = bytearray(repeating(HEADER_ROW, ROW, 20_000))
    size = struct.pack("<L", len(raw_sheet(HEADER_ROW)) + 20_000 * len(ROW))
    while (at := whole.find(size)) >= 0:
        whole[at : at + 4] = struct.pack("<L", 1_000)
    assert code(bytes(whole)) == "unreadable_file"


def test_an_archive_of_very_many_parts() -> None:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as target:
        for at in range(70_000):
            target.writestr(zipfile.ZipInfo(str(at)), b"")
    assert code(stream.getvalue()) == "too_many_parts"


def test_an_archive_in_an_archive_is_not_unpacked() -> None:
    assert rows(edited(GOOD, {"xl/media/image1.zip": archive({"a": bytes(MEGABYTE)})})) == READ


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "..\\..\\x", "C:\\x.exe"])
def test_names_that_lead_elsewhere_lead_nowhere(name: str) -> None:
    assert rows(edited(GOOD, {name: b"x"})) == READ


def test_a_sheet_that_is_outside_of_the_archive() -> None:
    part = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source:
        relationships = source.read(part).decode()
    away = relationships.replace("worksheets/sheet0.xml", "../../../../etc/passwd")
    assert code(edited(GOOD, {part: away})) == "not_a_workbook"


# --- cells that are not there, and cells far away -----------------------------------------------


def test_a_million_rows_of_nothing() -> None:
    empty = "".join(f'<row r="{at}"><c r="A{at}" s="1"/></row>' for at in range(3, 1_048_577))
    assert rows(raw_xlsx(raw_sheet(HEADER_ROW + ROW + empty))) == READ


def test_a_million_rows_of_nothing_in_the_middle() -> None:
    last = ROW.replace('"2"', '"1048576"').replace("A2", "A1048576")
    found = rows(raw_xlsx(raw_sheet(HEADER_ROW + ROW + last)))
    assert found == {**READ, 1_048_576: READ[2]}


def test_dimensions_that_lie() -> None:
    for reference in ("A1:XFD1048576", "A1", "ZZZ99", "A1:A0"):
        dimension = f'<dimension ref="{reference}"/><sheetData>'
        sheet = raw_sheet(HEADER_ROW + ROW).replace("<sheetData>", dimension)
        assert rows(raw_xlsx(sheet)) == READ


def test_a_cell_in_the_farthest_corner() -> None:
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert code(raw_xlsx(raw_sheet(HEADER_ROW + ROW + corner))) == "workbook_out_of_memory"


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        ("1048577", "too_many_rows"),
        ("999999999", "too_many_rows"),
        ("99999999999999999999", "too_many_rows"),
        ("0", "unreadable_file"),
    ],
)
def test_a_row_that_no_sheet_has(number: str, refusal: str) -> None:
    row = f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>'
    assert code(raw_xlsx(raw_sheet(HEADER_ROW + ROW + row))) == refusal


@pytest.mark.parametrize("number", [1, 9, 999_999_999])
def test_a_cell_outside_of_its_row(number: int) -> None:
    row = f'<row r="3"><c r="A{number}"><v>1</v></c></row>'
    # It could stand over the cell of another row.
    refusals = {"unreadable_file", "incomplete_reading", "workbook_out_of_memory"}
    assert code(raw_xlsx(raw_sheet(HEADER_ROW + ROW + row))) in refusals


@pytest.mark.parametrize("number", [1, 2])
def test_two_rows_of_one_number(number: int) -> None:
    again = f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>'
    assert code(raw_xlsx(raw_sheet(HEADER_ROW + ROW + again))) == "unreadable_file"


def test_more_cells_than_a_sheet_may_have() -> None:
    wide = '<row r="2"><c r="ZZ2"><v>1</v></c></row><row r="3000"><c r="A3000"><v>1</v></c></row>'
    book = raw_xlsx(raw_sheet(HEADER_ROW + wide))
    assert code(book, LIMITS._replace(cells=2_000_000)) == "too_many_cells"
    assert len(read_workbook(book, limits=LIMITS).rows) == 1


def test_repeated_cells_of_an_open_document() -> None:
    cells = '<table:table-cell office:value-type="float" office:value="1" {}/>'
    once = cells.format('table:number-columns-repeated="1000000000"')
    assert rows(ods(ods_row(*HEADER) + ods_row(once))) == {2: ("1",) * 4 + (1.0, 1.0)}
    often = '<table:table-row table:number-rows-repeated="1000000000">{}</table:table-row>'
    book = ods(ods_row(*HEADER) + often.format(once))
    assert code(book) in {"workbook_out_of_memory", "unreadable_file"}


# --- texts --------------------------------------------------------------------------------------


def test_a_text_that_no_cell_of_excel_holds() -> None:
    strings = f"<si><t>{'x' * 32_768}</t></si>"
    row = '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    with bounded():
        refusal = refused(
            lambda: read_workbook(raw_xlsx(raw_sheet(HEADER_ROW + row), strings=strings))
        )
    assert (refusal.code, refusal.params["row"]) == ("long_cell", 2)


def test_a_long_text_in_very_many_cells() -> None:
    strings = f"<si><t>{'x' * 32_000}</t></si>"
    same = "".join(
        f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(2, 50_000)
    )
    book = raw_xlsx(raw_sheet(HEADER_ROW + same), strings=strings)
    assert code(book) == "workbook_out_of_memory"


def test_texts_of_hundreds_of_megabytes() -> None:
    book = raw_xlsx(raw_sheet(HEADER_ROW + ROW), strings=f"<si><t>{'x' * 60 * MEGABYTE}</t></si>")
    assert code(book, LIMITS._replace(memory_mb=100)) == "workbook_out_of_memory"


def test_numbers_that_are_none() -> None:
    values = "".join(
        f'<c r="{column}2"><v>{value}</v></c>'
        for column, value in zip("ABCD", ["1e999", "nan", "-1e999", "1e308"], strict=True)
    )
    found = rows(raw_xlsx(raw_sheet(f'{HEADER_ROW}<row r="2">{values}</row>')))
    assert isinstance(found, dict)
    assert found[2][3] == "1e+308"


# --- XML ----------------------------------------------------------------------------------------

LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + at)} '{f'&{chr(97 + at)};' * 10}'>" for at in range(9))
    + "]>"
)
SECRET = "<!DOCTYPE x [<!ENTITY j SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize("doctype", [LAUGHS, SECRET])
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"])
def test_entities_are_never_expanded(doctype: str, part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source:
        xml = source.read(part).decode()
    xml = xml.replace('<?xml version="1.0" encoding="UTF-8"?>', "")
    for old, new in (
        ("Gol", "&j;"),
        ('name="S0"', 'name="&j;"'),
        ("</sst>", "<si><t>&j;</t></si></sst>"),
    ):
        xml = xml.replace(old, new)
    assert code(edited(GOOD, {part: doctype + xml})) == "unreadable_file"


def test_entities_of_an_open_document_are_never_expanded() -> None:
    book = ods(ods_row(*HEADER) + ods_row("&j;", "x", 2020, 1))
    with zipfile.ZipFile(io.BytesIO(book)) as source:
        content = source.read("content.xml").decode()
    content = content.replace("?><office", f"?>{SECRET}<office", 1)
    assert code(edited(book, {"content.xml": content})) == "unreadable_file"


def test_elements_in_elements_in_elements() -> None:
    deep = f'<row r="2"><c r="A2"><is>{"<r>" * 1_000_000}{"</r>" * 1_000_000}</is></c></row>'
    book = raw_xlsx(raw_sheet(HEADER_ROW + deep))
    with bounded():
        assert read_workbook(book, limits=LIMITS).frame.height == 0


def test_a_row_in_a_comment_or_in_cdata_is_none() -> None:
    hidden = '<!-- <row r="2"><c r="A2"><v>1</v></c></row></sheetData> -->'
    text = (
        '<row r="3"><c r="A3" t="inlineStr"><is><t><![CDATA[</row><row r="9">]]></t></is></c></row>'
    )
    found = rows(raw_xlsx(raw_sheet(HEADER_ROW + hidden + text)))
    assert found == {3: ('</row><row r="9">', "", "", "", None, None)}


def test_a_sheet_whose_xml_ends_too_early() -> None:
    sheet = raw_sheet(HEADER_ROW + ROW)
    for cut in (
        sheet.index("</sheetData>"),
        sheet.index("</sheetData>") + 5,
        sheet.index("</row>"),
    ):
        assert code(edited(GOOD, {SHEET: sheet[:cut]})) == "unreadable_file"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_a_damaged_part(part: str) -> None:
    assert code(edited(GOOD, {part: b"\x00\xff<<<"})) == "unreadable_file"


def test_cells_that_refer_to_texts_that_are_not_there() -> None:
    row = '<row r="2"><c r="A2" t="s"><v>99999999</v></c></row>'
    assert code(raw_xlsx(raw_sheet(HEADER_ROW + row))) == "unreadable_file"


# --- passwords ----------------------------------------------------------------------------------


def test_a_workbook_of_today_with_a_password() -> None:
    book = ole({"EncryptionInfo": bytes(5_000), "EncryptedPackage": bytes(5_000)})
    assert code(book) == "encrypted_workbook"


def test_an_old_workbook_with_a_password() -> None:
    book = ole({"Workbook": with_password(stream())})
    assert code(book) == "encrypted_workbook"


def test_an_open_document_with_a_password() -> None:
    part = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    assert code(ods(ods_row(*HEADER), manifest=part)) == "encrypted_workbook"


def test_an_archive_with_a_password() -> None:
    book = bytearray(GOOD)
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = -1
        while (at := book.find(mark, at + 1)) >= 0:
            book[at + flags] |= 1
    assert code(bytes(book)) == "encrypted_workbook"


# --- OLE containers -----------------------------------------------------------------------------


def stream() -> bytes:
    """The workbook in an .xls."""
    book = xls([HEADER, ("Gol", "ABC1234", 2020, 1.5)])
    book.seek(0)
    return OleFile(book.read()).find("Workbook") or b""


def with_password(content: bytes) -> bytes:
    """The first record behind the beginning says that a password is needed."""
    size = struct.unpack_from("<H", content, 2)[0] + 4
    return content[:size] + biff([(0x2F, bytes(6))]) + content[size:]


def test_the_container_of_these_tests_can_be_read() -> None:
    found = rows(ole({"WORKBOOK": stream()}))
    assert found == {2: ("Gol", "ABC1234", "2020", "1.5", 2020.0, 1.5)}


@pytest.mark.parametrize(
    "table",
    [{1: 1}, {3: 2}, {2: 2}, {5: 3}, {1: 99_999}, {4: 99_999}, {0: 0}],
    ids=str,
)
def test_sectors_that_follow_themselves(table: dict[int, int]) -> None:
    book = ole({"Workbook": stream()}, table)
    if table == {0: 0}:  # nobody follows the table of sectors that way
        assert rows(book)
    else:
        assert code(book) == "unreadable_file"


def test_a_list_of_tables_that_goes_round() -> None:
    book = bytearray(ole({"Workbook": stream()}))
    struct.pack_into("<LL", book, 68, 2, 1)  # the list goes on in sector 2,
    struct.pack_into("<L", book, 512 * 3 + 508, 2)  # which says that it goes on in sector 2
    assert code(bytes(book)) == "unreadable_file"


def test_a_container_of_something_else() -> None:
    assert code(ole({"WordDocument": bytes(5_000)})) == "not_a_workbook"
    assert code(ole({})) == "not_a_workbook"


@pytest.mark.parametrize("cut", [8, 100, 512, 1_000, 1_536])
def test_a_container_that_was_cut_off(cut: int) -> None:
    assert code(ole({"Workbook": stream()})[:cut]) == "unreadable_file"


@pytest.mark.parametrize("offset", [0, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_sheet_that_begins_nowhere(offset: int) -> None:
    content = bytearray(stream())
    at = content.index(struct.pack("<H", 0x85))
    struct.pack_into("<L", content, at + 4, offset)
    assert code(ole({"Workbook": bytes(content)})) in {"unreadable_file", "empty_file"}


# --- binary workbooks ---------------------------------------------------------------------------


def test_records_longer_than_their_part() -> None:
    book = xlsb([HEADER, ("Gol", "A", 2020.0, 1.0)])
    part = "xl/worksheets/sheet0.bin"
    with zipfile.ZipFile(io.BytesIO(book)) as source:
        sheet = source.read(part)
    for cut in (len(sheet) // 2, 3):
        cut_off = edited(book, {part: sheet[:cut] + b"\x06\xff\xff\xff\x7f"})
        # calamine makes room for all of it, 268 MB, before it sees that it is not there.
        assert code(cut_off, LIMITS._replace(memory_mb=400)) == "unreadable_file"
