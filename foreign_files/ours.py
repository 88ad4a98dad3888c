"""One file through the real reader. Runs in a child process."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.reader import open_spreadsheet
from vehicle_pipeline.spreadsheets.signature import HEAD_BYTES, check_container, check_signature

# Records to a working file.
_CHUNK_ROWS = 50_000
# What a file is refused with that has a table, only not with our columns.
_OTHER_COLUMNS = frozenset({"missing_columns", "ambiguous_columns", "several_tables"})


@dataclass(frozen=True)
class Refusal:
    """Why a file is not read."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Table:
    """What was read: its size, the header among the rows, and the receipt."""

    rows: int
    columns: int
    dialect: dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """What the reader makes of a file: as an import, and as any table where that was refused."""

    as_import: Table | Refusal
    as_table: Table | Refusal | None

    @property
    def best(self) -> Table | Refusal:
        """The second attempt where there was one."""
        return self.as_table or self.as_import


def read(path: Path, folder: Path) -> Reading:
    """Read the file at `path` to its end; leave its records in `folder` as Arrow files."""
    if refusal := _refused_at_the_door(path):
        # What is never let in is given to the reader all the same: it must survive anything.
        _attempt(path, folder, ())
        return Reading(refusal, None)
    as_import = _attempt(path, folder, FIELDS)
    if isinstance(as_import, Refusal) and as_import.code in _OTHER_COLUMNS:
        return Reading(as_import, _attempt(path, folder, ()))
    return Reading(as_import, None)


def _refused_at_the_door(path: Path) -> Refusal | None:
    """What the API looks at while a file arrives: its name, its first bytes, its directory."""
    try:
        with path.open("rb") as stream:
            check_signature(path.name, stream.read(HEAD_BYTES))
            check_container(stream, path.name)
    except BadSpreadsheetError as error:
        return _refusal(error)
    return None


def _refusal(error: BadSpreadsheetError) -> Refusal:
    return Refusal(error.code, sentence(error.code, error.params, "en"))


def _attempt(path: Path, folder: Path, fields: Sequence[str]) -> Table | Refusal:
    for left in folder.glob("*.arrow"):
        left.unlink()
    try:
        return _table(path, folder, fields)
    except BadSpreadsheetError as error:
        return _refusal(error)


def _table(path: Path, folder: Path, fields: Sequence[str]) -> Table:
    rows = 0
    with (
        path.open("rb") as stream,
        open_spreadsheet(stream, path.name, fields=fields) as spreadsheet,
    ):
        dialect = spreadsheet.dialect
        for number, chunk in enumerate(spreadsheet.chunks(_CHUNK_ROWS)):
            chunk.write_ipc(folder / f"{number:06d}.arrow", compression="uncompressed")
            rows += chunk.height
    return Table(rows, len(dialect.columns), dialect.model_dump(mode="json"))
