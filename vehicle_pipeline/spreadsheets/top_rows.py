"""Reads the first rows, unparsed, of a file that cannot be imported as it is."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import BinaryIO

from vehicle_pipeline.contracts import Dialect, DialectOverrides
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.confinement import confined
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits
from vehicle_pipeline.spreadsheets.sheet_names import sheets_of
from vehicle_pipeline.spreadsheets.signature import is_excel
from vehicle_pipeline.spreadsheets.text.split import find_split
from vehicle_pipeline.spreadsheets.text.text_file import TextFile

# Row number, and a text per cell.
Row = tuple[int, list[str]]
# Rows read to find enough that are not blank.
_LOOKED_AT = 200
# Fields of a dialect that are unknown without a header.
_UNKNOWN = {"header_row": 1, "columns": [], "mapping": {}, "positions": {}, "ignored": []}


def top_rows(
    stream: BinaryIO,
    filename: str,
    overrides: DialectOverrides,
    rows: int,
    limits: WorkbookLimits,
) -> tuple[Dialect, list[Row]]:
    """Return the dialect that separates a file's cells, and its first `rows` non-blank rows.

    Raises BadSpreadsheetError if nothing of the file can be read.
    """
    find = partial(_of_workbook, limits) if is_excel(filename) else _of_text
    # The options about the header did not lead to an importable file.
    wanted = overrides.model_copy(update={"mapping": {}, "header_row": None})
    try:
        dialect, found = find(stream, wanted)
    except BadSpreadsheetError:
        # Nor did the sender's other options.
        dialect, found = find(stream, DialectOverrides())
    return dialect, list(islice(_numbered(found), rows))


def _numbered(rows: Iterable[Sequence[str]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, start=1):
        width = max((at for at, text in enumerate(cells, start=1) if text.strip()), default=0)
        if width:
            yield number, list(cells[:width])


def _of_text(stream: BinaryIO, overrides: DialectOverrides) -> tuple[Dialect, list[list[str]]]:
    text = TextFile.open(stream, overrides.encoding)
    split = find_split(text, overrides, fields=())
    dialect = split.dialect(text, overrides).model_copy(update=_UNKNOWN)
    records = csv.reader(text.lines(), delimiter=split.delimiter)
    return dialect, list(islice(_readable(records), _LOOKED_AT))


def _readable(records: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield `records` up to the first that cannot be read."""
    try:
        yield from records
    except (csv.Error, BadSpreadsheetError):
        return


def _of_workbook(
    limits: WorkbookLimits, stream: BinaryIO, overrides: DialectOverrides
) -> tuple[Dialect, list[list[str]]]:
    with confined(stream, limits) as child:
        for sheet in sorted(sheets_of(child), key=lambda name: name != overrides.sheet):
            child.say({"top": sheet, "rows": _LOOKED_AT, "keep": None})
            top: list[list[str]] = child.hear()[0]["top"]
            if any(map(any, top)):
                return Dialect(kind="excel", sheet=sheet, **_UNKNOWN), top
    raise BadSpreadsheetError("empty_file")
