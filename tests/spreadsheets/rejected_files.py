"""Rejected rows, as the database gives them."""

from typing import Any
from uuid import UUID

from vehicle_pipeline.contracts import Dialect, RejectedRow
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.spreadsheets.rejected.error_table import ErrorTable, RejectedRecord

IMPORT_ID = UUID("0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70")
ORIGIN = f"{IMPORT_ID} comma"
REPORT = ["linha_original", "erros", "sugestoes", "importacao_de_origem"]


def dialect(*columns: str, **changes: Any) -> Dialect:
    """A dialect whose first columns are our fields, whatever they are called."""
    texts = columns or FIELDS
    plain: dict[str, Any] = {
        "kind": "csv",
        "encoding": "utf-8",
        "delimiter": ";",
        "columns": list(texts),
        "mapping": dict(zip(FIELDS, texts, strict=False)),
        "positions": {field: at for at, field in enumerate(FIELDS)},
        "decimal": "comma",
    }
    return Dialect(**{**plain, **changes})


def table(of: Dialect | None = None, language: Language = "pt") -> ErrorTable:
    return ErrorTable(IMPORT_ID, of or dialect(), language)


def fault(code: str = "invalid_plate", field: str = "placa", **changes: Any) -> RejectedRow:
    return RejectedRow(
        **{"row_number": 2, "code": code, "field": field, "value": "AJ0-4689", **changes}
    )


def record(
    *cells: str | None, faults: list[RejectedRow] | None = None, row: int = 2, **more: str
) -> RejectedRecord:
    """A row with these texts; `more` are native numbers by column, or the `raw` text."""
    raw = {f"c{at}": text for at, text in enumerate(cells)} | more
    return RejectedRecord(row, faults or [fault(row_number=row)], raw)


def malformed(text: str, row: int = 2, width: int = 4) -> RejectedRecord:
    found = fault("malformed_row", "", value=text, params={"found": 9, "expected": width})
    return record(*[None] * width, faults=[found], row=row, raw=text)
