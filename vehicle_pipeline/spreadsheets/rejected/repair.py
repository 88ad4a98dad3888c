"""Rejected rows that a person corrects one by one, judged as the import of the corrected file will.

What is corrected becomes a file like the one that people download, correct and send back.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandera.polars as pa
import polars as pl

from vehicle_pipeline.contracts import Encoding, RejectedRow
from vehicle_pipeline.domain import rejections
from vehicle_pipeline.domain.outside_text import shortened
from vehicle_pipeline.domain.records import FIELDS, UNIT, cell, native
from vehicle_pipeline.spreadsheets import judged_rows
from vehicle_pipeline.spreadsheets.headers.corrections import REPORT_COLUMNS
from vehicle_pipeline.spreadsheets.rejected import error_csv
from vehicle_pipeline.spreadsheets.rejected.error_table import ErrorTable, RejectedRecord

# Characters of a cell that can be corrected; a longer one is shown cut, and stays whole until then.
CELL_CHARACTERS = 500
_LINE_BREAKS = re.compile(r"[\r\n]+")


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a corrected row, and the price in reais that it is understood to have."""

    faults: list[RejectedRow]
    price: Decimal | None


class Repair:
    """Corrects rejected rows of one import; `table` are all of them."""

    def __init__(self, table: ErrorTable) -> None:
        self._table = table
        # A person may type what the encoding of the first file lacks.
        in_utf_8 = table.dialect.model_copy(update={"encoding": Encoding.UTF_8.value})
        self._written = ErrorTable(table.import_id, in_utf_8, table.language)

    def texts(self, record: RejectedRecord) -> dict[str, str]:
        """Return the cells of our fields as they are shown: on one line, and not too long."""
        line = record.malformed
        cells = self._table.cells(record) if line is None else self._table.fields(line)
        places = {field: self._table.column(field) for field in FIELDS}
        return {
            field: _shown(error_csv.plain_text(cells[at - len(REPORT_COLUMNS)]))
            if at is not None and at - len(REPORT_COLUMNS) < len(cells)
            else ""
            for field, at in places.items()
        }

    def corrected(self, record: RejectedRecord, typed: Mapping[str, str]) -> RejectedRecord | None:
        """Return a row with what was typed in place of its cells; None if that is the same.

        Cells that were not changed stay what they are, native numbers too.
        """
        shown = self.texts(record)
        changed = {name: text for name, text in typed.items() if text != shown.get(name, text)}
        if not changed:
            return None
        raw = dict(record.raw)
        if record.malformed is not None:
            raw, changed = {}, {**shown, **changed}
        for name, text in changed.items():
            at = self._table.dialect.positions[name]
            raw[cell(at)] = text
            raw.pop(native(at), None)
        return RejectedRecord(record.row_number, [], raw)

    def judged(
        self,
        records: Sequence[RejectedRecord],
        schema: pa.DataFrameSchema,
        registered: Callable[[pl.DataFrame], pl.DataFrame] | None,
    ) -> dict[int, Verdict]:
        """Return what is to be said of corrected rows, by row number.

        `registered` returns the registered vehicles (`duplicates.REGISTERED`) of accepted rows
        where those are no good; None where they are.
        """
        if not records:
            return {}
        rows = judged_rows.show(self._frame(records), self._table.dialect, schema)
        faults = {row.row_number: row.faults for row in rows}
        if registered:
            for fault in _known(judged_rows.accepted(rows), registered):
                faults[fault.row_number] = [fault]
        prices = {row.row_number: row.values.valor_fipe for row in rows if row.values}
        return {number: Verdict(found, prices.get(number)) for number, found in faults.items()}

    def written(self, records: Sequence[RejectedRecord]) -> bytes:
        """Return corrected rows as the file that is to be imported, a child of their import."""
        return b"".join(error_csv.written(self._written, records))

    def _frame(self, records: Sequence[RejectedRecord]) -> pl.DataFrame:
        """Return rows as `records.typed` takes them."""
        raw = [record.raw for record in records]
        count = len(self._table.dialect.columns)
        texts = {name: [row.get(name) or "" for row in raw] for name in map(cell, range(count))}
        numbers = {
            name: [row.get(name) for row in raw]
            for name in map(native, range(count))
            if any(row.get(name) is not None for row in raw)
        }
        units = {UNIT: [row[UNIT] for row in raw]} if all(UNIT in row for row in raw) else {}
        nothing = [None] * len(raw)
        return pl.DataFrame(
            {
                "row_number": [record.row_number for record in records],
                **texts,
                **numbers,
                **units,
                "found": nothing,
                "raw": nothing,
            },
            schema={
                "row_number": pl.Int32,
                **dict.fromkeys((*texts, *numbers, *units), pl.String),
                "found": pl.Int32,
                "raw": pl.String,
            },
        ).with_columns(pl.col(list(numbers)).cast(pl.Float64))


def _known(
    accepted: pl.DataFrame, registered: Callable[[pl.DataFrame], pl.DataFrame]
) -> Iterator[RejectedRow]:
    """Yield the faults of rows whose vehicle is registered."""
    if accepted.is_empty():
        return
    nothing = rejections.COMPARED_FAULTS.to_frame()
    found = rejections.combined(nothing, registered(accepted), accepted)
    for fault in rejections.first(found, accepted.height):
        yield RejectedRow(**fault)


def _shown(text: str) -> str:
    return shortened(_LINE_BREAKS.sub(" ", text), CELL_CHARACTERS)
