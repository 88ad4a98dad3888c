"""Turns an upload into columnar files, chunk by chunk: the one time that it is parsed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vehicle_pipeline.contracts import Chunk, Dialect
from vehicle_pipeline.domain.numbers import DecimalEvidence
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.reader import open_spreadsheet


@dataclass(frozen=True)
class Converted:
    """An upload that was read to its end."""

    dialect: Dialect
    chunks: list[Chunk]

    @property
    def total_rows(self) -> int:
        """Records of the file, blank ones left out."""
        return sum(chunk.row_count for chunk in self.chunks)


def convert(stream: BinaryIO, filename: str, target: Callable[[int], Path], rows: int) -> Converted:
    """Write the records of an upload as Arrow files of `rows` records, `target(i)` being the i-th.

    Memory holds one chunk. Raises BadSpreadsheetError, `no_rows` among the codes.
    """
    spreadsheet = open_spreadsheet(stream, filename)
    evidence = DecimalEvidence.NONE
    chunks: list[Chunk] = []
    for index, records in enumerate(spreadsheet.chunks(rows)):
        evidence |= spreadsheet.evidence(records)
        records.write_ipc(target(index), compression="uncompressed")
        first_row = int(records["row_number"][0])
        chunks.append(Chunk(index=index, first_row=first_row, row_count=records.height))
    if not chunks:
        raise BadSpreadsheetError("no_rows")
    return Converted(_with_decimal(spreadsheet.dialect, evidence), chunks)


def _with_decimal(dialect: Dialect, evidence: DecimalEvidence) -> Dialect:
    assumed = ["assumed_decimal_comma"] if evidence.is_assumption else []
    return dialect.model_copy(
        update={
            "decimal": evidence.convention,
            "assumptions": [*dialect.assumptions, *assumed],
        }
    )
