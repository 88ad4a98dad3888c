"""Workbooks that no library writes: their XML is spelt out."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

FOLDER = Path(__file__).with_name("workbooks")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STRICT = "http://purl.oclc.org/ooxml"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_XLSM = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def text(value: str, reference: str = "") -> str:
    """A cell that holds its text itself."""
    return f'<c{reference} t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'


def number(value: float | str, reference: str = "") -> str:
    return f"<c{reference}><v>{value}</v></c>"


def row(*cells: str, at: int | None = None) -> str:
    return f"<row{'' if at is None else f' r={chr(34)}{at}{chr(34)}'}>{''.join(cells)}</row>"


def header(at: int | None = None) -> str:
    return row(*map(text, ("modelo", "placa", "ano", "valor_fipe")), at=at)


def vehicle(placa: str, at: int | None = None) -> str:
    return row(text("VW Gol"), text(placa), number(2020), number(45000), at=at)


def write(
    name: str,
    *rows: str,
    dimension: str = "A1:D2",
    strings: str = "",
    content_type: str = _XLSX,
    macros: bytes = b"",
    root: str = "",
    edit: Callable[[str], str] = str,
) -> None:
    """A workbook of one sheet, `strings` being the items of its shared strings.

    Parts are named from `root`; `edit` has the last word on the XML of each.
    """
    parts_from = f"{root}xl/" if root else ""
    parts = {
        "[Content_Types].xml": f"""\
            <Types xmlns="{_PACKAGE}/content-types">
            <Default Extension="rels"
              ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
            <Default Extension="xml" ContentType="application/xml"/>
            <Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>
            <Override PartName="/xl/workbook.xml" ContentType="{content_type}"/>
            <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>
            <Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.sharedStrings+xml"/>
            </Types>""",
        "_rels/.rels": f"""\
            <Relationships xmlns="{_PACKAGE}/relationships">
            <Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="{root}xl/workbook.xml"/>
            </Relationships>""",
        "xl/workbook.xml": f"""\
            <workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">
            <sheets><sheet name="Frota" sheetId="1" r:id="rId1"/></sheets></workbook>""",
        "xl/_rels/workbook.xml.rels": f"""\
            <Relationships xmlns="{_PACKAGE}/relationships">
            <Relationship Id="rId1" Type="{_OFFICE}/worksheet"
              Target="{parts_from}worksheets/sheet1.xml"/>
            <Relationship Id="rId2" Type="{_OFFICE}/sharedStrings"
              Target="{parts_from}sharedStrings.xml"/>
            </Relationships>""",
        "xl/worksheets/sheet1.xml": f"""\
            <worksheet xmlns="{_MAIN}"><dimension ref="{dimension}"/>
            <sheetData>{"".join(rows)}</sheetData></worksheet>""",
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
    }
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    with zipfile.ZipFile(FOLDER / name, "w") as archive:
        for path, content in parts.items():
            info = zipfile.ZipInfo(path)
            archive.writestr(info, declaration + edit(dedent(content)), zipfile.ZIP_DEFLATED)
        if macros:
            archive.writestr(zipfile.ZipInfo("xl/vbaProject.bin"), macros)


def make() -> None:
    write("inline-strings.xlsx", header(1), vehicle("XBA1A11", 2))
    write("no-references.xlsx", header(), vehicle("XBJ1A11"), vehicle("errada"))
    write(
        "phantom-dimension.xlsx",
        header(1),
        vehicle("XAO1A11", 2),
        dimension="A1:XFD1048576",
    )
    write("too-small-dimension.xlsx", header(1), vehicle("XBQ1A11", 2), vehicle("XBQ1B22", 3))
    write("macros.xlsm", header(1), vehicle("XAZ1A11", 2), content_type=_XLSM, macros=b"\0" * 64)
    write("absolute-part-names.xlsx", header(1), vehicle("XBV1A11", 2), root="/")
    write("prefixed-elements.xlsx", header(1), vehicle("XBW1A11", 2), edit=_strict)
    write("rows-out-of-bounds.xlsx", header(1), vehicle("XZH1A11", 999_999_999))
    _formulas()
    _sparse()
    write(
        "escaped-line-break.xlsx",
        header(1),
        row('<c t="s"><v>0</v></c>', text("XBK1A11"), number(2020), number(45000), at=2),
        row('<c t="s"><v>1</v></c>', text("XBK1B22"), number(2020), number(45000), at=3),
        strings="<si><t>Sprinter_x000D_\n415</t></si>"
        "<si><r><t xml:space='preserve'>VW </t></r><r><t>Gol</t></r>"
        "<rPh sb='0' eb='1'><t>goru</t></rPh></si>",
    )


def _strict(xml: str) -> str:
    """The same in the strict dialect of the standard, each element of a sheet with a prefix."""
    if _MAIN in xml:
        xml = xml.replace(f'xmlns="{_MAIN}"', f'xmlns:x="{_MAIN}"')
        xml = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", xml)
    return xml.replace(_MAIN, f"{_STRICT}/spreadsheetml/main").replace(
        _OFFICE, f"{_STRICT}/officeDocument/relationships"
    )


def _formulas() -> None:
    """Formulas with the values that Excel calculated."""
    write(
        "formulas-calculated.xlsx",
        header(1),
        row(
            '<c r="A2" t="str"><f>"VW "&amp;"Gol"</f><v>VW Gol</v></c>',
            '<c r="B2" t="str"><f>UPPER("xaf1a11")</f><v>XAF1A11</v></c>',
            '<c r="C2"><f>2019+1</f><v>2020</v></c>',
            '<c r="D2"><f>90000/2</f><v>45000</v></c>',
            at=2,
        ),
        row(
            text("VW Gol"),
            '<c r="B3" t="e"><f>VLOOKUP(1,A:B,2,0)</f><v>#N/A</v></c>',
            '<c r="C3" t="b"><f>1=1</f><v>1</v></c>',
            '<c r="D3" t="str"><f>""</f><v></v></c>',
            at=3,
        ),
        dimension="A1:D3",
    )


def _sparse() -> None:
    """Rows and cells that are not written at all."""
    write(
        "absent-rows-and-cells.xlsx",
        header(3),
        row(text("XBL1A11", ' r="B4"'), number(2020, ' r="C4"'), at=4),
        row(
            text("VW Gol", ' r="A9"'),
            text("XBL1B22", ' r="B9"'),
            number(2020, ' r="C9"'),
            number(45000, ' r="D9"'),
            at=9,
        ),
        dimension="A3:D9",
    )
