"""A file on its way through the pipeline, without database: read, judged, and given back."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import polars as pl

from tests.domain.rows import YEAR
from vehicle_pipeline.contracts import Dialect, DialectOverrides, RejectedRow
from vehicle_pipeline.domain import records, rejections, validation
from vehicle_pipeline.domain.repeats import find_repeats
from vehicle_pipeline.domain.schema import row_schema
from vehicle_pipeline.spreadsheets.conversion import convert
from vehicle_pipeline.spreadsheets.rejected import error_csv, error_workbook
from vehicle_pipeline.spreadsheets.rejected.error_table import ErrorTable, RejectedRecord

# How a person corrects: the row number in the errors file and the cells of a row, by header.
Correction = Callable[[int, dict[str, Any]], None]


@dataclass(frozen=True)
class Imported:
    """What became of a file."""

    id: UUID
    filename: str
    dialect: Dialect
    accepted: pl.DataFrame
    rejected: list[RejectedRecord]

    @property
    def prices(self) -> dict[str, Decimal]:
        """Price by plate as it was written."""
        return dict(self.accepted.select("placa", "valor_fipe").iter_rows())

    @property
    def codes(self) -> dict[int, list[str]]:
        """Codes by row number."""
        return {row.row_number: [fault.code for fault in row.faults] for row in self.rejected}

    @property
    def table(self) -> ErrorTable:
        return ErrorTable(self.id, self.dialect, "pt")


def imported(
    folder: Path, content: bytes, filename: str = "frota.csv", **overrides: Any
) -> Imported:
    """Import a file of one chunk."""
    path = folder / "0.arrow"
    said = DialectOverrides(**overrides)
    converted = convert(io.BytesIO(content), filename, lambda _: path, 100_000, said)
    cells = pl.read_ipc(path.read_bytes())
    dialect = converted.dialect
    typed = records.typed(cells, dialect.positions, dialect.decimal_set, dialect.third_decimals)
    judged = validation.judge(typed, row_schema(YEAR)).lazy()
    repeats = find_repeats([rejections.accepted(judged)]).lazy()
    faults = rejections.faults(judged, repeats, cells.lazy())
    good = rejections.accepted(judged).join(repeats, on="row_number", how="anti").collect()
    rejected = _records(faults, rejections.raw_rows(faults, cells.lazy()))
    return Imported(uuid4(), filename, converted.dialect, good, rejected)


def _records(faults: pl.DataFrame, cells: pl.DataFrame) -> list[RejectedRecord]:
    raw = cells.with_columns(rejections.storable(pl.exclude("row_number"))).to_dicts()
    rows = {row["row_number"]: RejectedRecord(row.pop("row_number"), [], row) for row in raw}
    for fault in faults.to_dicts():
        row = rows[fault["row_number"]]
        row.faults.append(RejectedRow(**{**fault, "params": json.loads(fault["params"])}))
    return [rows[number] for number in sorted(rows)]


def errors_csv(of: Imported) -> bytes:
    return b"".join(error_csv.written(of.table, of.rejected))


def errors_xlsx(of: Imported, folder: Path) -> bytes:
    path = folder / "errors.xlsx"
    error_workbook.write(path, of.table, of.rejected, of.filename)
    return path.read_bytes()


def corrected_csv(of: Imported, correct: Correction) -> bytes:
    """The file of errors after a program that knows nothing of us has changed cells."""
    name = error_csv.charset(of.dialect)
    encoding = "utf-8-sig" if name == "utf-8" else name
    delimiter = of.dialect.delimiter or ";"
    text = io.StringIO(errors_csv(of).decode(encoding), newline="")
    header, *rows = csv.reader(text, delimiter=delimiter)
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerow(header)
    for number, row in enumerate(rows, start=2):
        cells = dict(zip(header, row, strict=False))
        correct(number, cells)
        # One that nobody has touched stays as it was, however many fields it has.
        changed = [*cells.values()]
        writer.writerow(row if changed == row[: len(header)] else changed)
    return written.getvalue().encode(encoding)


def corrected_xlsx(of: Imported, folder: Path, correct: Correction) -> bytes:
    """The workbook of errors after somebody has changed cells."""
    book = openpyxl.load_workbook(io.BytesIO(errors_xlsx(of, folder)))
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        before = {name: cell.value for name, cell in zip(header, row, strict=True)}
        after = dict(before)
        correct(row[0].row, after)
        for name, cell in zip(header, row, strict=True):
            if after[name] != before[name]:
                cell.value = after[name]
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
