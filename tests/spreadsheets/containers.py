"""Workbooks that no library writes: hostile ones, and formats that only Excel saves."""

import io
import struct
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
SHEET = "xl/worksheets/sheet0.xml"
HEADER_ROW = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>modelo</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>placa</t></is></c>'
    '<c r="C1" t="inlineStr"><is><t>ano</t></is></c>'
    '<c r="D1" t="inlineStr"><is><t>valor_fipe</t></is></c></row>'
)


def archive(parts: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


def edited(workbook: bytes, changes: Mapping[str, bytes | str | None]) -> bytes:
    """The workbook with some parts changed, added or (None) left out."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as source:
        parts: dict[str, Any] = {name: source.read(name) for name in source.namelist()}
    parts |= changes
    return archive({name: part for name, part in parts.items() if part is not None})


def _relationships(*targets: tuple[str, str]) -> str:
    found = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def raw_sheet(rows: str, before: str = "", after: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns="{_MAIN}">'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def raw_xlsx(
    *sheets: str, strings: str = "", properties: str = "", formats: Sequence[str] = ()
) -> bytes:
    """A workbook whose sheets, called S0, S1, ..., are spelled out.

    Style 0 of cells has no format, the others have `formats`, in this order.
    """
    names = "".join(
        f'<sheet name="S{at}" sheetId="{at + 1}" r:id="rId{at + 1}"/>' for at in range(len(sheets))
    )
    targets = [("worksheet", f"worksheets/sheet{at}.xml") for at in range(len(sheets))]
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
            "_rels/.rels": _relationships(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{properties}'
            f"<sheets>{names}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": _relationships(
                *targets, ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")
            ),
            "xl/styles.xml": _styles(formats),
            "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
            **{f"xl/worksheets/sheet{at}.xml": sheet for at, sheet in enumerate(sheets)},
        }
    )


def _styles(formats: Sequence[str]) -> str:
    ids = range(164, 164 + len(formats))
    codes = "".join(
        f"<numFmt numFmtId='{id_}' formatCode={quoteattr(code)}/>"
        for id_, code in zip(ids, formats, strict=True)
    )
    of_cells = "".join(f"<xf numFmtId='{id_}'/>" for id_ in (0, *ids))
    # Styles that cells are derived from, and of conditional formats: neither is a cell's own.
    return (
        f"<styleSheet xmlns='{_MAIN}'><numFmts>{codes}</numFmts>"
        "<cellStyleXfs><xf numFmtId='9'/></cellStyleXfs>"
        f"<cellXfs>{of_cells}</cellXfs>"
        "<dxfs><dxf><numFmt numFmtId='164' formatCode='0%'/></dxf></dxfs></styleSheet>"
    )


def repeating(start: str, part: str, times: int) -> bytes:
    """A workbook whose sheet goes on with `part` many times, never in memory as a whole."""
    before, after = raw_sheet("\0").split("\0")
    stream = io.BytesIO(edited(raw_xlsx(raw_sheet("")), {SHEET: None}))
    block = (part * 10_000).encode()
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
        target.open(SHEET, "w") as sheet,
    ):
        sheet.write((before + start).encode())
        for _ in range(times // 10_000):
            sheet.write(block)
        sheet.write(after.encode())
    return stream.getvalue()


# --- OpenDocument -------------------------------------------------------------------------------


def ods(*tables: str, styles: str = "", manifest: str = "") -> bytes:
    """A workbook of LibreOffice; each table is called T0, T1, ..."""
    named = "".join(
        f'<table:table table:name="T{at}" table:style-name="s{at}">{rows}</table:table>'
        for at, rows in enumerate(tables)
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{_URN}:office:1.0" '
        f'xmlns:table="{_URN}:table:1.0" xmlns:text="{_URN}:text:1.0" '
        f'xmlns:style="{_URN}:style:1.0" xmlns:calcext="{_CALCEXT}">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{named}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0">'
            f"{manifest}</manifest:manifest>",
            "content.xml": content,
        }
    )


def ods_row(*cells: object) -> str:
    """Texts and numbers as cells; a text that begins with `<` is taken as it is."""
    return f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>"


def _ods_cell(value: object) -> str:
    if isinstance(value, str) and value.startswith("<"):
        return value
    kind = 'string"' if isinstance(value, str) else f'float" office:value="{value}"'
    return (
        f'<table:table-cell office:value-type="{kind}><text:p>{value}</text:p></table:table-cell>'
    )


# --- binary workbooks ---------------------------------------------------------------------------


def xlsb(
    rows: Sequence[Sequence[Any]],
    states: Sequence[int] = (0,),
    *,
    formats: Sequence[str] = (),
    hidden_rows: Collection[int] = (),
    hidden_columns: Sequence[int] = (),
    merged: Sequence[tuple[int, int, int, int]] = (),
) -> bytes:
    """A binary workbook; an int among the cells is the code of an error.

    `states` are those of its sheets, 1 for a hidden one; all of them have the same rows. A number
    in a pair with the number of a style has one of `formats`, counted from 1.
    """
    sheets = range(len(states))
    bundle = b"".join(
        _record(156, struct.pack("<LL", state, at + 1) + _wide(f"rId{at + 1}") + _wide(f"S{at}"))
        for at, state in enumerate(states)
    )
    columns = b"".join(_record(60, struct.pack("<LLLLH", at, at, 0, 0, 1)) for at in hidden_columns)
    part = _record(129) + _record(148, bytes(16)) + columns + _record(145)
    part += _xlsb_rows(rows, hidden_rows) + _record(146)
    part += b"".join(_record(176, struct.pack("<LLLL", *block)) for block in merged)
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
            "_rels/.rels": _relationships(("officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": _record(131) + _record(143) + bundle + _record(144) + _record(132),
            "xl/_rels/workbook.bin.rels": _relationships(
                *(("worksheet", f"worksheets/sheet{at}.bin") for at in sheets),
                ("styles", "styles.bin"),
            ),
            "xl/styles.bin": _xlsb_styles(formats),
            **{f"xl/worksheets/sheet{at}.bin": part + _record(130) for at in sheets},
        }
    )


def _xlsb_styles(formats: Sequence[str]) -> bytes:
    ids = range(164, 164 + len(formats))
    codes = b"".join(
        _record(44, struct.pack("<H", id_) + _wide(code))
        for id_, code in zip(ids, formats, strict=True)
    )
    of_cells = b"".join(_record(47, struct.pack("<HH", 0, id_) + bytes(12)) for id_ in (0, *ids))
    base = _record(626, bytes(4)) + _record(47, struct.pack("<HH", 0, 9) + bytes(12)) + _record(627)
    styles = _record(617, struct.pack("<L", len(ids) + 1)) + of_cells + _record(618)
    numbers = _record(615, struct.pack("<L", len(ids))) + codes + _record(616)
    return _record(278) + numbers + base + styles + _record(279)


def _xlsb_rows(rows: Sequence[Sequence[Any]], hidden: Collection[int] = ()) -> bytes:
    found = b""
    for at, row in enumerate(rows):
        flags = 0x10 if at + 1 in hidden else 0
        found += _record(0, struct.pack("<L", at) + bytes(7) + bytes([flags]) + bytes(4))
        for column, cell in enumerate(row):
            value, style = cell if isinstance(cell, tuple) else (cell, 0)
            place = struct.pack("<LL", column, style)
            match value:
                case str():
                    found += _record(6, place + _wide(value))
                case float():
                    found += _record(5, place + struct.pack("<d", value))
                case int():
                    found += _record(3, place + bytes([value]))
    return found


def _wide(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


def _record(kind: int, content: bytes = b"") -> bytes:
    return _sevens(kind) + _sevens(len(content)) + content


def _sevens(number: int) -> bytes:
    groups = [number & 0x7F]
    while number := number >> 7:
        groups[-1] |= 0x80
        groups.append(number & 0x7F)
    return bytes(groups)


def ole(streams: Mapping[str, bytes], table: Mapping[int, int] | None = None) -> bytes:
    """An OLE container of large streams; `table` changes which sector follows which.

    Sector 0 holds the table of sectors, 1 the directory, and the streams follow.
    """
    sectors, next_sector, entries = [], {0: 0xFFFFFFFD, 1: 0xFFFFFFFE}, [_entry("Root Entry", 5)]
    for name, content in streams.items():
        first, count = 2 + len(sectors), -(-len(content) // 512)
        padded = content.ljust(count * 512, b"\0")
        sectors += [padded[at * 512 : (at + 1) * 512] for at in range(count)]
        next_sector |= {at: at + 1 for at in range(first, first + count - 1)}
        next_sector[first + count - 1] = 0xFFFFFFFE
        # A stream this large does not stand in small sectors.
        other = len(entries) + 1 if len(entries) < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, 2, first, max(len(content), 4096), other))
    followers = {**next_sector, **(table or {})}
    numbers = [followers.get(at, 0xFFFFFFFF) for at in range(128)]
    head = struct.pack(
        "<8s16xHHHHH6xLLLLLLLLLL",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0),
    )
    return b"".join(
        [
            head + struct.pack("<108L", *[0xFFFFFFFF] * 108),
            struct.pack("<128L", *numbers),
            b"".join(entries).ljust(512, b"\0"),
            *sectors,
        ]
    )


def _entry(
    name: str, kind: int, first: int = 0xFFFFFFFE, size: int = 0, other: int = 0xFFFFFFFF
) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<BBLLL", kind, 1, 0xFFFFFFFF, other, 1 if kind == 5 else 0xFFFFFFFF)
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<H", len(raw))
        + links
        + bytes(36)
        + struct.pack("<LLL", first, size, 0)
    )


def biff(records: Iterable[tuple[int, bytes]]) -> bytes:
    """Records of an .xls, one after the other."""
    return b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in records)
