"""The table of rejected rows, for correction: report columns, then the original ones."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from vehicle_pipeline.contracts import Delimiter, Dialect, DialectOverrides, RejectedRow
from vehicle_pipeline.domain.messages import Language, sentence
from vehicle_pipeline.domain.records import FIELDS, cell, native
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.formulas import restored
from vehicle_pipeline.spreadsheets.headers.corrections import REPORT_COLUMNS, Origin
from vehicle_pipeline.spreadsheets.headers.finding import find_header

# Separates the faults of one row.
_SEPARATOR = " | "
# For imports that failed before a header was found; they have no rejected rows.
_NO_DIALECT = Dialect(
    kind="csv",
    encoding="utf-8",
    delimiter=";",
    columns=[*FIELDS],
    mapping={field: field for field in FIELDS},
    positions={field: at for at, field in enumerate(FIELDS)},
)

Value = str | float | date


@dataclass(frozen=True)
class RejectedRecord:
    """A rejected row: its faults, and its raw cells by column name (`records.cell`, `native`)."""

    row_number: int
    faults: list[RejectedRow]
    raw: dict[str, str | None]

    @property
    def malformed(self) -> str | None:
        """The text of a row with the wrong number of fields, else None."""
        return self.raw.get("raw")


def fault_sentence(fault: RejectedRow, language: Language) -> str:
    """Return the sentence for a fault, or its code if only a newer version knows the sentence."""
    params = {**fault.params, "field": fault.field, "value": fault.value}
    try:
        return sentence(fault.code, params, language)
    except (KeyError, IndexError):
        return fault.code


class ErrorTable:
    """The columns and cells of an import's rejected rows."""

    def __init__(self, import_id: UUID, dialect: Dialect | None, language: Language) -> None:
        self.import_id = import_id
        self.dialect = dialect or _NO_DIALECT
        self.language = language
        self._origin = str(
            Origin(import_id, self.dialect.decimal, is_set=self.dialect.decimal_set is not None)
        )
        self._kept = _without_report_columns(self.dialect)

    @cached_property
    def header(self) -> list[str]:
        """The texts of the header."""
        return [*REPORT_COLUMNS, *_recognisable(self.dialect, self._kept)]

    def column(self, field: str) -> int | None:
        """Position of a field's column in this table; None for a fault of a whole row."""
        position = self.dialect.positions.get(field)
        return None if position is None else len(REPORT_COLUMNS) + self._kept.index(position)

    def report(self, record: RejectedRecord) -> tuple[int, str, str, str]:
        """Return the values of the report columns: row number, faults, suggestions, origin."""
        sentences = (
            fault_sentence(self._shown(fault, record), self.language) for fault in record.faults
        )
        faults = (" ".join(text.split()) for text in sentences)
        suggested = (f"{f.field}: {f.suggestion}" for f in record.faults if f.suggestion)
        return (
            record.row_number,
            _SEPARATOR.join(faults),
            _SEPARATOR.join(suggested),
            self._origin,
        )

    def _shown(self, fault: RejectedRow, record: RejectedRecord) -> RejectedRow:
        """Return a fault without the report of an earlier file in the text of a malformed row."""
        if record.malformed is None or not self.dialect.parent_id:
            return fault
        return fault.model_copy(update={"value": self.line(record.malformed)})

    def cells(self, record: RejectedRecord) -> list[Value]:
        """Return the original cells of a well-formed row."""
        return [_value(record.raw, position) for position in self._kept]

    def fields(self, text: str) -> list[str]:
        """Return the original cells of a malformed row; never as many as in the header."""
        fields = _split(text, self.dialect)
        if len(fields) == len(self.dialect.columns):
            return [text]
        if not self.dialect.parent_id:
            return fields
        replaced = {*range(len(self.dialect.columns))} - {*self._kept}
        # A malformed row was read as one text, so its cells still have the added apostrophes.
        return [restored(field) for at, field in enumerate(fields) if at not in replaced]

    def line(self, text: str) -> str:
        """Return a malformed row as one text, which a person has to split into columns."""
        if not self.dialect.parent_id:
            return text
        line = io.StringIO()
        csv.writer(line, delimiter=_delimiter(self.dialect), lineterminator="").writerow(
            self.fields(text)
        )
        return line.getvalue()


def _value(raw: dict[str, str | None], position: int) -> Value:
    text, number = raw.get(cell(position)) or "", raw.get(native(position))
    if number is None:
        return text
    # The reader stores a native date as text with its year as the number.
    return _native_date(text) or float(number)


def _native_date(text: str) -> date | None:
    """Return the date of `2020-05-01` or `2020-05-01 10:30:00`; None for other texts."""
    try:
        return datetime.fromisoformat(text).date() if "-" in text[1:] else None
    except ValueError:
        return None


def _split(raw: str, dialect: Dialect) -> list[str]:
    delimiter = _delimiter(dialect)
    try:
        (fields,) = csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return raw.split(delimiter)
    return fields


def _delimiter(dialect: Dialect) -> str:
    return dialect.delimiter or Delimiter.SEMICOLON


def _without_report_columns(dialect: Dialect) -> list[int]:
    """Return the original columns' positions, without the report columns of an earlier file."""
    ours = REPORT_COLUMNS if dialect.parent_id else ()
    replaced = {dialect.columns.index(name) for name in ours if name in dialect.columns}
    return [at for at in range(len(dialect.columns)) if at not in replaced]


def _recognisable(dialect: Dialect, kept: Sequence[int]) -> list[str]:
    """Return the original header, with our field names if it was found only through options."""
    texts = [dialect.columns[at] for at in kept]
    if dialect.parent_id:
        texts = [restored(text) for text in texts]
    positions = {field: kept.index(at) for field, at in dialect.positions.items()}
    try:
        if find_header([texts], DialectOverrides()).positions == positions:
            return texts
    except BadSpreadsheetError:
        pass
    fields = {at: field for field, at in positions.items()}
    return [fields.get(at) or (text and f"{text} (ignorada)") for at, text in enumerate(texts)]
