"""The protocol between parent and child.

Each message is a line of JSON; `bytes` announces how many bytes follow it. To the child goes first
`{"file": descriptor, "is_container": bool, "limits": {...}, "ruleset": descriptor,
"system_calls": text}` (see `entrance`), which it answers with `{"hello": {"missing": [...]}}` once
it is restrained (see `restraint`) and before it reads a byte of the file. Then go
`{"top": sheet, "rows": n, "keep": sheet}` (asks for the first rows of a sheet; of the others only
`keep` is still needed) and `{"read": sheet, ...}` (see `Wanted`). From it come, in this order,
`{"sheets": [...]}` unasked, `{"top": [[text, ...], ...]}` for each top, and of a reading
`{"is_whole": bool, "hidden_columns": [position, ...]}`, `{"first_row": n, "bytes": n}` for each
batch, and `{"rows": n, "merged": [[row, column, row, column], ...]}` at its end: the blocks of
merged cells of several rows. In place of any answer may come `{"refused": code, "params": {...}}`,
the last message.
"""

import json
from collections.abc import Mapping
from typing import Any, BinaryIO, NamedTuple

# The longest line a reader has to take: the top of a sheet, with cells as long as they may be.
LINE_BYTES = 64_000_000
# The largest payload: a batch of rows is split until its parts are no larger.
PAYLOAD_BYTES = 64_000_000


class SheetInfo(NamedTuple):
    """A sheet of the workbook, in the order of its tabs."""

    name: str
    is_visible: bool
    # False for charts, dialogs and macros.
    is_table: bool


class Wanted(NamedTuple):
    """Which rows and columns of a sheet are read; positions count from 0, rows from 1."""

    first_row: int
    width: int
    # The column where 1 January stands for its year.
    year: int | None = None
    # The column where numbers are names, which are as they are shown.
    model: int | None = None
    # Of a sheet that would take long, no more rows than these.
    head_rows: int | None = None


def send(stream: BinaryIO, message: Mapping[str, Any], payload: "bytes | memoryview" = b"") -> None:
    """Write one message and what follows it."""
    size = {"bytes": len(payload)} if payload else {}
    stream.write(json.dumps({**message, **size}).encode() + b"\n")
    stream.write(payload)
    stream.flush()
