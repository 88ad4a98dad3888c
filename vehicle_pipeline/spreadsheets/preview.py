"""Previews an upload: its dialect, its first rows, and their faults."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

import pandera.polars as pa
import polars as pl
from pydantic import Field

from vehicle_pipeline.contracts import (
    ConflictPolicy,
    Dialect,
    DialectOverrides,
    DryRunReport,
    ImportCounts,
)
from vehicle_pipeline.domain import dry_run, records
from vehicle_pipeline.domain.evidence import Evidence
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.frozen import Frozen
from vehicle_pipeline.spreadsheets import judged_rows
from vehicle_pipeline.spreadsheets.headers.header_texts import texts
from vehicle_pipeline.spreadsheets.judged_rows import JudgedRow, Judgement
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS, WorkbookLimits
from vehicle_pipeline.spreadsheets.packed import unpacked
from vehicle_pipeline.spreadsheets.reader import open_spreadsheet
from vehicle_pipeline.spreadsheets.sheet_names import sheet_names
from vehicle_pipeline.spreadsheets.signature import check_container, is_excel
from vehicle_pipeline.spreadsheets.spreadsheet import Spreadsheet, settled
from vehicle_pipeline.spreadsheets.top_rows import Row, top_rows

# Rows read of a workbook: reading one of 20 MB completely would take many seconds.
WORKBOOK_ROWS = 1_000
# Records validated, which takes 0.25 s while a person waits; the import validates the others.
JUDGED_RECORDS = 100_000
# Records looked at together: a step over few costs as much as one over thousands.
_SLICE = 100_000
# Of rows that would be imported, the number of registered vehicles, and of those that differ; None
# when that could not be found out.
Compare = Callable[[pl.DataFrame], tuple[int, int] | None]
_ALWAYS = ("row_number", "found", "raw", records.UNIT)


class Refusal(Frozen):
    """Why a file cannot be imported: a sentence's code and params."""

    code: str
    params: dict[str, Any]


class Preview(Frozen):
    """A file before it is imported. `total_rows` is None if the file was read in part.

    With a `refusal` the import would fail; `rows` are then the first rows of the file, unparsed,
    and `dialect` has the settings that separate their cells, and the row most like a header.
    """

    dialect: Dialect
    total_rows: int | None
    rows: list[JudgedRow]
    judgement: Judgement
    refusal: Refusal | None = None
    would: DryRunReport | None = Field(None, description="Of the judged rows, if it was asked.")
    sheets: list[str] = Field(default_factory=list, description="Of a workbook, those to choose.")


class Reading(NamedTuple):
    """A preview, and the rows that would be imported; None where there is no table."""

    preview: Preview
    accepted: pl.DataFrame | None = None

    def compared(self, compare: Compare) -> Preview:
        """Return the preview with what either policy would do with the judged rows."""
        if self.accepted is None:
            return self.preview
        would = _would(self.preview.judgement, self.accepted, compare)
        return self.preview.model_copy(update={"would": would})


@dataclass
class _Read:
    """What a preview collects while it reads the records."""

    head: list[pl.DataFrame] = field(default_factory=list)
    ours: list[pl.DataFrame] = field(default_factory=list)
    evidence: Evidence = field(default_factory=Evidence)
    total: int = 0


def read(
    stream: BinaryIO,
    filename: str,
    overrides: DialectOverrides,
    rows: int,
    schema: pa.DataFrameSchema,
    limits: WorkbookLimits = DEFAULT_LIMITS,
) -> Reading:
    """Return a preview of a file with its first `rows` records.

    Raises BadSpreadsheetError if the file cannot be read at all. A file that other options might
    make importable has a `refusal` instead.
    """
    with unpacked(stream, filename, limits) as (inner, name):
        check_container(inner, name, limits)
        seen = _seen(inner, name, overrides, rows, schema, limits)
        sheets = sheet_names(inner, limits) if is_excel(name) else []
    return seen._replace(preview=seen.preview.model_copy(update={"sheets": sheets}))


def _seen(
    stream: BinaryIO,
    filename: str,
    overrides: DialectOverrides,
    rows: int,
    schema: pa.DataFrameSchema,
    limits: WorkbookLimits,
) -> Reading:
    try:
        with open_spreadsheet(
            stream, filename, overrides, head_rows=WORKBOOK_ROWS, limits=limits
        ) as spreadsheet:
            return _importable(spreadsheet, rows, schema)
    except BadSpreadsheetError as error:
        refusal = error
    try:
        dialect, top = top_rows(stream, filename, overrides, rows, limits)
    except BadSpreadsheetError:
        raise refusal from None
    return Reading(_refused(refusal, dialect, top))


def _refused(error: BadSpreadsheetError, dialect: Dialect, top: Sequence[Row]) -> Preview:
    # The row that is most like a header, where there is one: its columns can be mapped.
    columns = texts(dict(top).get(error.header_row or 0, []))
    positions = {name: at for name, at in error.positions.items() if at < len(columns)}
    mapping = {name: columns[at] for name, at in positions.items()}
    of_header = {"columns": columns, "positions": positions, "mapping": mapping}
    found = {"header_row": error.header_row, **of_header} if columns else {}
    return Preview(
        dialect=dialect.model_copy(update=found),
        total_rows=None,
        rows=[JudgedRow(row_number=number, cells=cells) for number, cells in top],
        judgement=Judgement(),
        refusal=Refusal(code=error.code, params=error.params),
    )


def _importable(spreadsheet: Spreadsheet, rows: int, schema: pa.DataFrameSchema) -> Reading:
    found = _read(spreadsheet, rows)
    dialect = settled(spreadsheet.noted, found.evidence)
    head = pl.concat(found.head).head(rows) if found.head else None
    judgement, accepted = judged_rows.count(found.ours, dialect, schema)
    seen = Preview(
        dialect=dialect,
        total_rows=found.total if spreadsheet.is_whole else None,
        rows=[] if head is None else judged_rows.show(head, dialect, schema),
        judgement=judgement,
        refusal=None if found.total else Refusal(code="no_rows", params={}),
    )
    return Reading(seen, accepted)


def _would(judgement: Judgement, accepted: pl.DataFrame, compare: Compare) -> DryRunReport | None:
    if (found := compare(accepted)) is None:
        return None
    known, changed = found
    counts = ImportCounts(
        inserted=accepted.height - known,
        duplicate=judgement.duplicate,
        rejected=judgement.rejected,
    )
    return dry_run.report(counts, ConflictPolicy.UPDATE, changed, known - changed)


def _read(spreadsheet: Spreadsheet, rows: int) -> _Read:
    read = _Read()
    positions = spreadsheet.dialect.positions.values()
    ours = {name for at in positions for name in (records.cell(at), records.native(at))}
    for frame in spreadsheet.chunks(_SLICE):
        read.evidence += spreadsheet.evidence(frame)
        if read.total < rows:
            read.head.append(frame.head(rows))
        if read.total < JUDGED_RECORDS:
            names = [name for name in frame.columns if name in ours or name in _ALWAYS]
            read.ours.append(frame.head(JUDGED_RECORDS - read.total).select(names))
        read.total += frame.height
    return read
