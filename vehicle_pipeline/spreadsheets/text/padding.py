"""Finds delimiters that pad each line of a text with another delimiter: `a,b,c;;;`.

Excel writes them for a text with commas that it opened as a single column of a wider sheet.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from vehicle_pipeline.contracts import Delimiter
from vehicle_pipeline.spreadsheets.text.delimiter import UNREADABLE, head, is_filled
from vehicle_pipeline.spreadsheets.text.text_file import TextFile


def without_padding(text: TextFile, header_row: int | None) -> TextFile:
    """Return the text without its padding, if all of its first lines have the same.

    Raises BadSpreadsheetError: long_record.
    """
    for mark in Delimiter:
        if count := _padding(head(text, mark, header_row), mark):
            return replace(text, padding=mark * count)
    return text


def _padding(rows: Iterable[list[str]], mark: str) -> int:
    """Return how many blank cells follow the only one of each row; 0 if rows have others."""
    filled = list(_filled(rows))
    widths = {len(row) for row in filled}
    if len(filled) < 2 or len(widths) > 1 or any(is_filled(row[1:]) for row in filled):
        return 0
    others = [other for other in Delimiter if other != mark]
    is_table = any(all(other in row[0] for row in filled) for other in others)
    return widths.pop() - 1 if is_table else 0


def _filled(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    return (row for row in rows if row is not UNREADABLE and is_filled(row))
