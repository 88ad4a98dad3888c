"""Writes rejected rows as delimited text, in the dialect of the file that they come from."""

import codecs
import re
from collections.abc import Generator, Iterable, Iterator
from datetime import date
from decimal import Decimal

from vehicle_pipeline.contracts import Delimiter, Dialect, Encoding
from vehicle_pipeline.spreadsheets.formulas import neutralised
from vehicle_pipeline.spreadsheets.rejected.error_table import ErrorTable, RejectedRecord, Value

# Characters encoded at a time.
_BLOCK = 1 << 16
# Quote every possible delimiter, not only the file's own: a program that splits at another one
# would turn parts of a cell into cells, and run them as formulas.
_TO_BE_QUOTED = re.compile('["\r\n' + "".join(Delimiter) + "]")
# Encodings that the reader detects are kept. Others become UTF-8 with a byte order mark, which
# Excel recognizes, too.
_WRITTEN_AS = {
    Encoding.WINDOWS_1252: "windows-1252",
    Encoding.ISO_8859_1: "windows-1252",
    Encoding.UTF_16: "utf-16",
}


def charset(dialect: Dialect) -> str:
    """Return the HTTP charset of the file of rejected rows."""
    return _WRITTEN_AS.get(_encoding(dialect), "utf-8")


def written(table: ErrorTable, records: Iterable[RejectedRecord]) -> Generator[bytes, None, None]:
    """Yield the file in blocks: the header, then a line per rejected row.

    A character that the encoding lacks becomes a question mark.
    """
    name = charset(table.dialect)
    encoder = codecs.getincrementalencoder("utf-8-sig" if name == "utf-8" else name)("replace")
    held: list[str] = []
    size = 0
    for line in _lines(table, records):
        held.append(line)
        size += len(line)
        if size >= _BLOCK:
            yield encoder.encode("".join(held))
            held, size = [], 0
    yield encoder.encode("".join(held), final=True)


def _lines(table: ErrorTable, records: Iterable[RejectedRecord]) -> Iterator[str]:
    delimiter = (table.dialect.kind == "csv" and table.dialect.delimiter) or Delimiter.SEMICOLON
    yield _line(table.header, delimiter)
    for record in records:
        text = record.malformed
        cells = table.cells(record) if text is None else table.fields(text)
        yield _line([*table.report(record), *cells], delimiter)


def _line(values: Iterable[Value], delimiter: str) -> str:
    return delimiter.join(map(_field, values)) + "\r\n"


def _field(value: Value) -> str:
    text = neutralised(plain_text(value))
    return '"' + text.replace('"', '""') + '"' if _TO_BE_QUOTED.search(text) else text


def plain_text(value: Value) -> str:
    """Return a cell as a text that is read as what it is."""
    if isinstance(value, date):
        # The reader uses only the year of a native date, and accepts no date as text.
        return str(value.year)
    return value if isinstance(value, str) else decimal_comma(value)


def decimal_comma(number: float) -> str:
    """Return a native number as unambiguous text: `1234,5`, never `1,234`."""
    whole, _, decimals = format(Decimal(repr(number)), "f").partition(".")
    if not decimals.strip("0"):
        return whole
    return f"{whole},{decimals}0" if len(decimals) == 3 else f"{whole},{decimals}"


def _encoding(dialect: Dialect) -> Encoding:
    return Encoding(dialect.encoding) if dialect.encoding else Encoding.UTF_8
