"""The project's own reading and judging, put together as the ops do, as a `Verdict`."""

import io
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from tests.oracle.reference import Accepted, Rejected, Verdict
from vehicle_pipeline.domain import records, rejections, validation
from vehicle_pipeline.domain.repeats import find_repeats
from vehicle_pipeline.domain.schema import row_schema
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.conversion import Converted, convert


def judge(content: bytes, chunk_rows: int, folder: Path, filename: str = "frota.csv") -> Verdict:
    """Judge a file in chunks of `chunk_rows`, with working files in `folder`."""
    try:
        converted = convert(
            io.BytesIO(content), filename, lambda index: folder / f"{index}.arrow", chunk_rows
        )
    except BadSpreadsheetError as error:
        assert error.code == "no_rows"  # noqa: PT017 - the one refusal that is a right answer here
        return Verdict()
    cells = [pl.read_ipc(folder / f"{chunk.index}.arrow") for chunk in converted.chunks]
    return settle(cells, [judged(chunk, converted) for chunk in cells])


def judged(cells: pl.DataFrame, converted: Converted) -> pl.LazyFrame:
    """The rows of one chunk with their faults."""
    dialect = converted.dialect
    rows = records.typed(cells, dialect.positions, dialect.decimal_set, dialect.third_decimals)
    return validation.judge(rows, row_schema(datetime.now(UTC).year)).lazy()


def settle(cells: list[pl.DataFrame], chunks: list[pl.LazyFrame]) -> Verdict:
    """What is loaded and what is rejected of all chunks."""
    verdict = Verdict()
    repeats = find_repeats([rejections.accepted(chunk) for chunk in chunks])
    for records_, chunk in zip(cells, chunks, strict=True):
        faults = rejections.faults(chunk, repeats.lazy(), records_.lazy())
        for fault in faults.select("row_number", "code", "field").rows():
            is_duplicate = fault[1] in rejections.DUPLICATES
            (verdict.duplicates if is_duplicate else verdict.rejected).append(Rejected(*fault))
        loaded = rejections.accepted(chunk).join(repeats.lazy(), on="row_number", how="anti")
        names = ["row_number", "plate", "placa", "modelo", "ano", "valor_fipe"]
        verdict.accepted += [Accepted(*row) for row in loaded.select(names).collect().rows()]
    verdict.rejected.sort()
    verdict.duplicates.sort()
    return verdict
