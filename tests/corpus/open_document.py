"""Workbooks of LibreOffice's own format."""

import io
import zipfile
from pathlib import Path

FOLDER = Path(__file__).with_name("workbooks")
_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_URN = "urn:oasis:names:tc:opendocument:xmlns"


def text(value: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    )


def number(value: float, shown: str) -> str:
    """A number, which people see as `shown`."""
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def date(value: str, shown: str) -> str:
    return (
        f'<table:table-cell office:value-type="date" office:date-value="{value}">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def boolean() -> str:
    return (
        '<table:table-cell office:value-type="boolean" office:boolean-value="true">'
        "<text:p>VERDADEIRO</text:p></table:table-cell>"
    )


def error(shown: str) -> str:
    """A formula that failed, as LibreOffice writes it."""
    return (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        f'office:string-value="" calcext:value-type="error"><text:p>{shown}</text:p>'
        "</table:table-cell>"
    )


def nothing(times: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


def row(*cells: str, times: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'
    )


def table(name: str, *rows: str) -> str:
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def _automatic(styles: str) -> str:
    names = f'xmlns:number="{_URN}:datastyle:1.0" xmlns:style="{_URN}:style:1.0"'
    element = "office:automatic-styles"
    return f"<{element} {names}>{styles}</{element}>" if styles else ""


def write(name: str, *tables: str, styles: str = "") -> None:
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{_URN}:office:1.0" office:version="1.2" '
        f'xmlns:table="{_URN}:table:1.0" xmlns:text="{_URN}:text:1.0" '
        f'xmlns:calcext="{_CALCEXT}">{_automatic(styles)}<office:body>'
        f"<office:spreadsheet>{''.join(tables)}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), _MIME)
        for path, part in (("META-INF/manifest.xml", manifest), ("content.xml", content)):
            archive.writestr(zipfile.ZipInfo(path), part, zipfile.ZIP_DEFLATED)
    (FOLDER / name).write_bytes(stream.getvalue())


def make() -> None:
    header = tuple(map(text, ("modelo", "placa", "ano", "valor_fipe")))
    fleet = table(
        "Frota",
        row(text("Frota"), nothing(1023)),
        row(nothing(1024), times=2),
        row(*header, nothing(1020)),
        row(
            text("VW<text:s text:c='3'/>Gol"),
            text("XAY1A11"),
            number(2020, "2020"),
            number(45000.5, "R$ 45.000,50"),
        ),
        row(text("VW Fox"), text("XAY1B22"), date("2014-03-02", "02/03/14"), text("30.000,00")),
        row(nothing(1024), times=3),
        row(text("VW Fox"), text("errada"), nothing(1), number(-1, "-1")),
        row(text("Uno</text:p><text:p>Way"), text("XAY1C33"), number(2010, "2010"), number(1, "1")),
        row(nothing(1024), times=1048566),
    )
    write("open-document.ods", fleet)
    year, price = number(2020, "2020"), number(45000, "45.000,00")
    fleet = table(
        "Frota",
        row(*header),
        row(text("VW Gol"), text("XBY1A11"), year, price),
        row(text("VW Gol"), text("XBY1B22"), year, error("#DIV/0!")),
        row(text("VW Gol"), text("XBY1C33"), boolean(), price),
    )
    write("open-document-sheets.ods", table("Planilha1", row(nothing(1))), fleet)
