"""Keeps what people wrote from being run as a formula, in files of rejected rows.

A spreadsheet program runs a cell of a text file that begins with = + - @, a tab or a line break
(OWASP, "CSV Injection"), some of them also behind spaces or in full width. Such a text goes out
with an apostrophe before it, and a reader takes exactly one off again. Texts that have apostrophes
there already get one more, so no two texts look alike in the file and every text comes back.
"""

import re
from dataclasses import replace

import polars as pl

from vehicle_pipeline.domain.columns import patch
from vehicle_pipeline.spreadsheets.spreadsheet import Spreadsheet

# Spelt out, because Python and Polars do not agree on what is a space: control characters, spaces
# and invisible characters of every kind.
_BLANK = r"[\x00-\x20\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
_TRIGGER = rf"(?:{_BLANK}*[=+\-@＝＋－＠]|[\t\n\r])"
_DANGEROUS = re.compile(rf"'*{_TRIGGER}")
_NEUTRALISED = re.compile(rf"'+{_TRIGGER}")
# Polars has a Rust pattern for the same.
_NEUTRALISED_COLUMN = "^" + re.sub(r"\\u([0-9a-f]{4})", r"\\u{\1}", _NEUTRALISED.pattern)


def neutralised(text: str) -> str:
    """Return a text that no spreadsheet program runs, wherever it is opened."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def kept(text: str) -> str:
    """Return a text for a cell that is marked as text, so that `restored` gives it back."""
    return f"'{text}" if _NEUTRALISED.match(text) else text


def restored(text: str) -> str:
    """Return the text that `neutralised` or `kept` made this one of."""
    return text[1:] if _NEUTRALISED.match(text) else text


def restored_records(spreadsheet: Spreadsheet) -> Spreadsheet:
    """Return a spreadsheet of corrected rows with its cells as they were meant."""
    return replace(spreadsheet, records=map(_restored_frame, spreadsheet.records))


def _restored_frame(records: pl.DataFrame) -> pl.DataFrame:
    return records.with_columns(
        patch(
            records[name],
            records[name].str.contains(_NEUTRALISED_COLUMN),
            lambda some: some.str.slice(1),
        )
        for name in records.columns
        if name.startswith("c")
    )
