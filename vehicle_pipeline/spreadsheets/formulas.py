"""Prevents formula injection in files of rejected rows and of vehicles.

A spreadsheet program runs a cell of a text file as a formula if it begins with = + - @, a tab or a
line break (OWASP, "CSV Injection"), in some cases also after spaces or in full width. Such a text
is written with a leading apostrophe, which the reader removes again. A text that already has
apostrophes there gets one more, so the encoding is reversible.
"""

import re
from dataclasses import replace

import polars as pl

from vehicle_pipeline.domain.columns import patch
from vehicle_pipeline.spreadsheets.headers.exports import PROTECTED, PROTECTED_COLUMN
from vehicle_pipeline.spreadsheets.spreadsheet import Spreadsheet

# Control characters, spaces and invisible characters, listed because Python and Polars define
# spaces differently.
_BLANK = r"[\x00-\x20\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
_TRIGGER = rf"(?:{_BLANK}*[=+\-@＝＋－＠]|[\t\n\r])"
_DANGEROUS = re.compile(rf"'*{_TRIGGER}")
_NEUTRALISED = re.compile(rf"'+{_TRIGGER}")
# The same pattern in Rust's syntax, for Polars.
_NEUTRALISED_COLUMN = "^" + re.sub(r"\\u([0-9a-f]{4})", r"\\u{\1}", _NEUTRALISED.pattern)

# What `neutralised` changes, for PostgreSQL: there `\\x` takes any number of digits. It stores no
# character 0.
DANGEROUS_IN_SQL = "^" + re.sub(
    r"\\x([0-9a-f]{2})", r"\\u00\1", _DANGEROUS.pattern.replace(r"\x00", r"\x01")
)


def neutralised(text: str) -> str:
    """Return the text in a form that no spreadsheet program runs as a formula."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def kept(text: str) -> str:
    """Return the text for a cell with the type text, so that `restored` returns the original."""
    return f"'{text}" if _NEUTRALISED.match(text) else text


def restored(text: str) -> str:
    """Return the original of a text from `neutralised` or `kept`."""
    return text[1:] if _NEUTRALISED.match(text) else text


def restored_records(spreadsheet: Spreadsheet) -> Spreadsheet:
    """Return a spreadsheet of corrected rows with its cells restored."""
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


def unprotected_exports(spreadsheet: Spreadsheet) -> Spreadsheet:
    """Return a spreadsheet without the apostrophes that an export has put before models."""
    dialect = spreadsheet.dialect
    model = dialect.positions.get("modelo")
    if model is None or PROTECTED_COLUMN not in dialect.columns:
        return spreadsheet
    names = f"c{model}", f"c{dialect.columns.index(PROTECTED_COLUMN)}"
    return replace(
        spreadsheet, records=(_unprotected(records, *names) for records in spreadsheet.records)
    )


def _unprotected(records: pl.DataFrame, model: str, mark: str) -> pl.DataFrame:
    if mark not in records.columns:
        return records
    is_marked = records[mark].str.strip_chars() == PROTECTED
    is_ours = is_marked & records[model].str.contains(_NEUTRALISED_COLUMN)
    return records.with_columns(patch(records[model], is_ours, lambda some: some.str.slice(1)))
