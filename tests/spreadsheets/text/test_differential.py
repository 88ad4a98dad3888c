"""Any file is read as two other readers read it: Python's `csv`, and pandas."""

import csv
import io
from collections.abc import Mapping

import pandas as pd
import polars as pl
import pytest
from hypothesis import Phase, given, settings

from tests.effort import examples
from tests.spreadsheets.delimited_files import COLUMNS, DelimitedFile, delimited_files
from tests.spreadsheets.texts import malformed, stream_of, whole
from vehicle_pipeline.contracts import Dialect, DialectOverrides
from vehicle_pipeline.domain import records
from vehicle_pipeline.spreadsheets.reader import open_spreadsheet
from vehicle_pipeline.spreadsheets.spreadsheet import settled

WIDTH = len(COLUMNS)
Rows = Mapping[int, tuple[str, ...]]


def ours(file: DelimitedFile) -> tuple[pl.DataFrame, Dialect]:
    overrides = DialectOverrides.model_validate(file.overrides)
    with open_spreadsheet(stream_of(file.content), "a.csv", overrides) as spreadsheet:
        frame = pl.concat(spreadsheet.records)
        return frame, settled(spreadsheet.dialect, spreadsheet.evidence(frame))


def by_csv(file: DelimitedFile) -> dict[int, tuple[str, ...]]:
    """Row number to cells, of the rows below the header that are not blank."""
    reader = csv.reader(io.StringIO(file.text, newline=""), delimiter=file.delimiter)
    return {
        number: tuple(row)
        for number, row in enumerate(reader, start=1)
        if number > file.header_row and any(cell.strip() for cell in row)
    }


def by_pandas(file: DelimitedFile) -> dict[int, tuple[str, ...]]:
    """The same, with as many cells as the widest row has: pandas fills the others up."""
    frame = pd.read_csv(
        io.StringIO(file.text, newline=""),
        sep=file.delimiter,
        header=None,
        names=range(WIDTH + 1),
        dtype=str,
        na_filter=False,
        skip_blank_lines=False,
    )
    return {
        number: row
        for number, row in enumerate(frame.itertuples(index=False, name=None), start=1)
        if number > file.header_row and any(cell.strip() for cell in row)
    }


def of_width(rows: Rows) -> Rows:
    return {number: row for number, row in rows.items() if len(row) == WIDTH}


def filled_up(rows: Rows) -> Rows:
    return {number: row + ("",) * (WIDTH + 1 - len(row)) for number, row in rows.items()}


@pytest.mark.timeout(600)  # only to find the smallest file once they disagree
@settings(max_examples=examples(50), deadline=None, phases=set(Phase) - {Phase.explain})
@given(file=delimited_files())
def test_cells_and_row_numbers_are_those_of_other_readers(file: DelimitedFile) -> None:
    frame, dialect = ours(file)
    expected = by_csv(file)
    assert (dialect.header_row, dialect.delimiter) == (file.header_row, file.delimiter)
    assert filled_up(expected) == by_pandas(file)
    assert whole(frame) == of_width(expected)
    assert {number: found for number, found, _ in malformed(frame)} == {
        number: len(row) for number, row in expected.items() if len(row) != WIDTH
    }
    assert frame["row_number"].to_list() == list(expected)


@pytest.mark.timeout(600)
@settings(max_examples=examples(30), deadline=None, phases=set(Phase) - {Phase.explain})
@given(file=delimited_files())
def test_prices_are_those_that_pandas_reads_under_the_file_s_decimal_sign(
    file: DelimitedFile,
) -> None:
    frame, dialect = ours(file)
    position = dialect.positions["valor_fipe"]
    written = [row[position] for row in of_width(by_csv(file)).values()]
    if not written:
        return
    assert dialect.decimal == ("comma" if file.decimal == "," else "dot")
    expected = pd.read_csv(
        io.StringIO("\n".join(written)),
        sep="\t",
        header=None,
        decimal=file.decimal,
        thousands="." if file.decimal == "," else ",",
    )[0]
    rows = records.typed(frame, dialect.positions, dialect.decimal)
    assert rows["valor_fipe"].cast(pl.Float64).to_list() == pytest.approx(list(expected))
