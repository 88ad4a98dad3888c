"""Finds the header row and the column of each field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from vehicle_pipeline.contracts import (
    MAX_COLUMNS,
    Assumption,
    ColumnName,
    Delimiter,
    Dialect,
    DialectOverrides,
)
from vehicle_pipeline.domain.garbled import restored_text
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.headers.column_choice import Choice, choose, refuse
from vehicle_pipeline.spreadsheets.headers.contents import check_contents, content_notes
from vehicle_pipeline.spreadsheets.headers.corrections import (
    ORIGIN_COLUMN,
    REPORT_COLUMNS,
    Origin,
    parse_origin,
)
from vehicle_pipeline.spreadsheets.headers.cut_prices import DIGITS_BESIDE, digits_beside_prices
from vehicle_pipeline.spreadsheets.headers.exports import PROTECTED_COLUMN
from vehicle_pipeline.spreadsheets.headers.header_notes import restored_headers, unnamed_columns
from vehicle_pipeline.spreadsheets.headers.header_texts import labels, texts
from vehicle_pipeline.spreadsheets.headers.units_around import check_above

# Rows searched for the header, which may be below titles and blank rows.
HEADER_SEARCH_ROWS = 20
# Limit in characters for all texts of a header, because it is stored and shown to people.
MAX_HEADER_CHARACTERS = 500_000


@dataclass(frozen=True)
class Header:
    """A header row: its number (first row = 1), its texts, and the column of each field."""

    row: int
    columns: list[str]
    positions: dict[str, int]
    assumptions: list[Assumption] = field(default_factory=list)
    # The import whose rejected rows a file corrects.
    origin: Origin | None = None
    # Rows below with what may be the cents of their price in the cell beside it.
    cut_prices: int = 0

    @property
    def mapping(self) -> dict[str, str]:
        """Our field -> the text of its column."""
        return {name: self.columns[at] for name, at in self.positions.items()}

    @property
    def ignored(self) -> list[str]:
        """Texts of the columns that are not ours, also not as those of a file that we wrote."""
        used = set(self.positions.values())
        return [
            text
            for at, text in enumerate(self.columns)
            if at not in used and text and text not in (*REPORT_COLUMNS, PROTECTED_COLUMN)
        ]

    def dialect(
        self,
        kind: Literal["csv", "excel"],
        overrides: DialectOverrides,
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        sheet: str | None = None,
        is_wrapped: bool = False,
        assumptions: Sequence[Assumption] = (),
    ) -> Dialect:
        """Return the dialect of a file with this header.

        For a workbook it omits the columns right of the last header text that are not ours: a
        sheet is as wide as the farthest cell that was ever edited.
        """
        cut = Assumption(code=DIGITS_BESIDE, params={"count": self.cut_prices})
        is_cut = self.cut_prices and delimiter != Delimiter.COMMA
        columns = self.columns if kind == "csv" else self._without_blank_end()
        origin = self.origin
        given = {name for name, value in overrides if value}
        if origin and origin.is_set:
            given.add("decimal")
        return Dialect(
            kind=kind,
            encoding=encoding,
            delimiter=delimiter,
            is_wrapped=is_wrapped,
            sheet=sheet,
            header_row=self.row,
            columns=columns,
            mapping=self.mapping,
            positions=self.positions,
            ignored=self.ignored,
            decimal=overrides.decimal or (origin.decimal if origin else None),
            assumptions=[*self.assumptions, *assumptions, *([cut] if is_cut else [])],
            overridden=[name for name in DialectOverrides.model_fields if name in given],
            parent_id=origin.import_id if origin else None,
        )

    def _without_blank_end(self) -> list[str]:
        used = {at for at, text in enumerate(self.columns) if text} | {*self.positions.values()}
        return self.columns[: max(used, default=-1) + 1]


def find_header(
    rows: Sequence[Sequence[str]],
    overrides: DialectOverrides,
    fields: Sequence[str] = FIELDS,
) -> Header:
    """Return the first of `rows` (the file's first rows) that names all `fields`.

    Without fields it is the first row that is not blank. Raises BadSpreadsheetError:
    missing_columns, ambiguous_columns, several_tables, unknown_column, column_named_twice,
    too_many_columns, long_header, no_header_row, empty_file, model_column_of_years,
    price_column_of_codes, price_column_of_months, values_not_in_reais, header_row_unknown.
    """
    wanted: dict[str, ColumnName] = {
        name: column if isinstance(column, int) else restored_text(column)
        for name, column in overrides.mapping.items()
        if name in fields
    }
    if wanted and not overrides.header_row:
        _check_names(wanted, fields)
    readable = [[restored_text(text) for text in row] for row in rows]
    header = _found(readable, overrides.header_row, wanted, fields)
    notes = [
        *restored_headers(header.columns, rows[header.row - 1]),
        *unnamed_columns(header.columns, readable[header.row :], header.positions.values()),
    ]
    return replace(header, assumptions=[*header.assumptions, *notes])


def _check_names(wanted: Mapping[str, ColumnName], fields: Sequence[str]) -> None:
    """Raise BadSpreadsheetError (header_row_unknown) if no name is left to know the header by."""
    if all(isinstance(wanted.get(name), int) for name in fields):
        raise BadSpreadsheetError("header_row_unknown")


def _found(
    rows: Sequence[Sequence[str]],
    header_row: int | None,
    wanted: Mapping[str, ColumnName],
    fields: Sequence[str],
) -> Header:
    if header_row:
        return _header_at(rows, header_row, wanted, fields)
    top = rows[:HEADER_SEARCH_ROWS] if fields else rows
    for number, row in enumerate(top, start=1):
        choice = choose(row, wanted, fields)
        if choice.is_complete and any(text.strip() for text in row):
            return _header(rows, number, choice)
    if not fields:
        raise BadSpreadsheetError("empty_file")
    best = max(range(len(top)), key=lambda at: _hits(top[at], wanted, fields), default=0)
    row = top[best] if top else []
    choice = choose(row, wanted, fields)
    refusal = refuse(choice, row=best + 1, searched=HEADER_SEARCH_ROWS)
    raise refusal.of_header(best + 1, choice.certain(refusal))


def _header_at(
    rows: Sequence[Sequence[str]],
    number: int,
    wanted: Mapping[str, ColumnName],
    fields: Sequence[str],
) -> Header:
    if number > len(rows):
        # Rows far above the wanted one were not kept: of these only the number is known.
        filled = (at for at, row in enumerate(rows, start=1) if any(row))
        reason = {"reason": "header_row_beyond", "last_row": max(filled, default=len(rows))}
        raise BadSpreadsheetError("no_header_row", row=number, **reason)
    choice = choose(rows[number - 1], wanted, fields)
    if not choice.is_complete:
        refusal = refuse(choice, row=number, searched=1)
        raise refusal.of_header(number, choice.certain(refusal))
    return _header(rows, number, choice)


def _header(rows: Sequence[Sequence[str]], number: int, choice: Choice) -> Header:
    columns = texts(choice.row)
    if len(columns) > MAX_COLUMNS:
        raise BadSpreadsheetError("too_many_columns", limit=MAX_COLUMNS)
    if sum(map(len, columns)) > MAX_HEADER_CHARACTERS:
        raise BadSpreadsheetError("long_header", limit=MAX_HEADER_CHARACTERS)
    below = rows[number:]
    try:
        positions, assumptions = choice.settled()
        check_contents(choice, positions, below)
    except BadSpreadsheetError as error:
        error.of_header(number, choice.certain(error))
        raise
    notes = [*assumptions, *content_notes(choice, positions, below)]
    price, cut = positions.get("valor_fipe"), 0
    if price is not None:
        check_above(rows[: number - 1], labels(columns)[price], price)
        cut = digits_beside_prices(columns, price, below)
    return Header(number, columns, positions, notes, _origin(columns, below), cut)


def _origin(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Origin | None:
    """Return the first valid origin in the rows below the header."""
    if ORIGIN_COLUMN not in columns:
        return None
    at = columns.index(ORIGIN_COLUMN)
    origins = (parse_origin(row[at]) for row in rows if at < len(row))
    return next((origin for origin in origins if origin), None)


def _hits(
    row: Sequence[str], wanted: Mapping[str, ColumnName], fields: Sequence[str]
) -> tuple[int, int]:
    """Rank a row as a header: the number of fields that it names, then of filled cells."""
    named = len(fields) - len(choose(row, wanted, fields).missing)
    return named, sum(bool(text.strip()) for text in row)
