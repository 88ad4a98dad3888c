"""The number formats of an .xls, and what calamine misreads of it."""

from collections.abc import Iterator

from vehicle_pipeline.spreadsheets.confined.styles import styles_of
from vehicle_pipeline.spreadsheets.confined.xls_records import FORMULA, NO_NUMBER, of_sheet, records

_FORMAT, _STYLE = 0x041E, 0x00E0
_CODE_PAGE = 0x0042
_VERSION_OF_EXCEL_97 = b"\x00\x06"
# Texts since Excel 97 are UTF-16 or its first 256 characters; only older ones have a code page.
_UTF_16 = 1200
# Numbers of the first versions of Excel for code pages that calamine knows by another.
_OTHER_NUMBERS = {32_768: 10_000, 32_769: 1252}
# Records of one number, whose row and column come first, and of several beside each other, with one
# more number at the end. Of each a style and a value follow, whose last bit is the sign.
_VALUE_BYTES = {0x0203: 8, 0x027E: 4, FORMULA: 8, 0x00BD: 4}
_PLACE_BYTES, _STYLE_BYTES = 4, 2
_SEVERAL, _SIGN = 0x00BD, 0x80


class XlsFormats:
    """The styles of cells, and the number of one that is not for dates."""

    def __init__(self, stream: bytes) -> None:
        codes: dict[int, str] = {}
        formats: list[int] = []
        is_97 = stream[4:6] == _VERSION_OF_EXCEL_97
        for kind, at, size in of_sheet(stream, 0):
            record = stream[at : at + size]
            if kind == _FORMAT and size > 3:
                codes[int.from_bytes(record[:2], "little")] = _code(record, is_97=is_97)
            elif kind == _STYLE and size >= 4:
                formats.append(int.from_bytes(record[2:4], "little"))
        self.styles = styles_of(formats, codes)
        dates = self.styles.dates
        self.plain = next((style for style in range(len(formats)) if style not in dates), None)


def _code(record: bytes, *, is_97: bool) -> str:
    """Return the text of a format: since Excel 97 UTF-16 or its first 256 characters."""
    if not is_97:
        return record[3 : 3 + record[2]].decode("cp1252", "replace")
    length, is_wide = int.from_bytes(record[2:4], "little"), record[4:5] == b"\x01"
    if is_wide:
        return record[5 : 5 + 2 * length].decode("utf-16-le", "replace")
    return record[5 : 5 + length].decode("latin-1")


def readable(stream: bytes, formats: XlsFormats) -> bytes:
    """Return the stream as calamine can read it, with every record where it was."""
    changed = bytearray(stream)
    _set_code_page(changed, stream)
    _unset_dates(changed, stream, formats)
    return bytes(changed)


def _set_code_page(changed: bytearray, stream: bytes) -> None:
    """Remove a code page that the texts do not have: some programs write one.

    calamine believes them, and reads `V\\0W\\0` for `VW`.
    """
    is_97 = stream[4:6] == _VERSION_OF_EXCEL_97
    for kind, at, size in of_sheet(stream, 0):
        if kind == _CODE_PAGE and size == 2:
            page = int.from_bytes(stream[at : at + 2], "little")
            true = _UTF_16 if is_97 else _OTHER_NUMBERS.get(page, page)
            changed[at : at + 2] = true.to_bytes(2, "little")


def _unset_dates(changed: bytearray, stream: bytes, formats: XlsFormats) -> None:
    """Have numbers below 0 in cells for dates read as numbers: there are no such days.

    calamine takes them for times of day, and fails for very large ones.
    """
    if not formats.styles.dates or formats.plain is None:
        return
    for at in _negative(stream):
        if int.from_bytes(stream[at : at + _STYLE_BYTES], "little") in formats.styles.dates:
            changed[at : at + _STYLE_BYTES] = formats.plain.to_bytes(_STYLE_BYTES, "little")


def _negative(stream: bytes) -> Iterator[int]:
    """Yield where the style of each number below 0 is."""
    for kind, start, size in records(stream):
        if length := _VALUE_BYTES.get(kind):
            step = _STYLE_BYTES + length
            last = start + (size if kind == _SEVERAL else _PLACE_BYTES + step) - step
            for at in range(start + _PLACE_BYTES, last + 1, step):
                value = stream[at + _STYLE_BYTES : min(at + step, start + size)]
                is_number = kind != FORMULA or value[-2:] != NO_NUMBER
                if len(value) == length and is_number and value[-1] & _SIGN:
                    yield at
