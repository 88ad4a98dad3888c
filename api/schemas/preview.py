"""Previews as JSON."""

from decimal import Decimal

from pydantic import Field

from api.schemas.base import Answer
from api.schemas.imports import Receipt
from api.schemas.rejected import RejectedItem
from vehicle_pipeline.domain.rejections import SHOWN_CHARACTERS

_CUT = f"A text of more than {SHOWN_CHARACTERS} characters is cut and ends in an ellipsis."


class Values(Answer):
    """A row as it would enter the table; null: nothing there, or it could not be read."""

    modelo: str | None = Field(description=_CUT)
    placa: str | None = Field(description="As it is written.")
    placa_mercosul: str | None = Field(description="Canonical form.")
    ano: int | None
    valor_fipe: Decimal | None = Field(examples=["45000.00"])


class Row(Answer):
    """A row of the file."""

    row_number: int = Field(description="As the spreadsheet shows it: the first row is 1.")
    cells: list[str | None] = Field(description=f"What is written, column by column. {_CUT}")
    raw: str | None = Field(
        description=f"A record with too many or too few fields, as it stands. {_CUT}"
    )
    values: Values | None
    faults: list[RejectedItem] = Field(description="Why the row would be rejected.")


class FaultCount(Answer):
    """How often a fault was found."""

    code: str = Field(examples=["invalid_plate"])
    count: int


class Faults(Answer):
    """What was found in the rows that were judged, which may be fewer than the file has."""

    judged_rows: int = Field(description="The first rows of the file, so many of them.")
    is_whole: bool = Field(description="Whether those are all rows of the file.")
    rejected_rows: int
    duplicate_rows: int = Field(description="Repeated within the file; the table is not asked.")
    by_code: list[FaultCount] = Field(description="A row may have several faults.")


class Note(Answer):
    """Something worth knowing before the import, in one sentence."""

    code: str
    message: str


class Preview(Answer):
    """A file as the import would read it. Nothing of it was stored."""

    filename: str = Field(examples=["frota.csv"])
    file_size: int = Field(description="Bytes.")
    error: Note | None = Field(
        description="Why the import would fail; `rows` are then the first ones of the file, to "
        "choose the header row and the columns by."
    )
    dialect: Receipt = Field(
        description="How the file is read, the same as the import stores; with an `error` only "
        "how its rows and cells are separated."
    )
    sheets: list[str] = Field(description="Of a workbook, those that people see.")
    is_whole: bool = Field(description="Whether the file was read to its end.")
    total_rows: int | None = Field(description="Null where it was not.")
    rows: list[Row] = Field(description="The first rows below the header.")
    faults: Faults
    problems: list[Note] = Field(description="What was assumed, and what would be rejected.")
