"""A second implementation of the row rules: plain pandas, plain loops, no code of the project.

Written from the rules alone, and slow. Where it and the pipeline disagree, one of them is wrong.
"""

import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from tests.oracle import fields, prices

COLUMNS = ["modelo", "placa", "ano", "valor_fipe"]
MAY_BE_CENTS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")


@dataclass(frozen=True, order=True)
class Accepted:
    """One good row."""

    row_number: int
    plate: str
    placa: str
    modelo: str
    ano: int
    valor_fipe: Decimal


@dataclass(frozen=True, order=True)
class Rejected:
    """One fault of one row."""

    row_number: int
    code: str
    field: str


@dataclass
class Verdict:
    """Where every row of a file went."""

    accepted: list[Accepted] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    duplicates: list[Rejected] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Rows counted: blank ones are not."""
        rejected = {fault.row_number for fault in self.rejected}
        return len(self.accepted) + len(rejected) + len(self.duplicates)


def judge(path: Path, delimiter: str, existing: Collection[str] = ()) -> Verdict:
    """Judge the file at `path`, its header in row 1, `existing` plates being in the table."""
    header, *records = list(csv.reader(io.StringIO(decoded(path), newline=""), delimiter=delimiter))
    numbered = [
        (number, record)
        for number, record in enumerate(records, start=2)
        if any(cell.strip() for cell in record)
    ]
    verdict = Verdict()
    whole = []
    surplus = blank_fields_at_the_end(len(header), [record for _, record in numbered])
    for number, found in numbered:
        record = evened(header, found[: len(found) - surplus], delimiter)
        if record and not is_cut(header, record, delimiter):
            whole.append([number, *(record[header.index(name)] for name in COLUMNS)])
        else:
            verdict.rejected.append(Rejected(number, "malformed_row", ""))
    frame = pd.DataFrame(whole, columns=["row_number", *COLUMNS], dtype=object)
    good = check_fields(frame, verdict)
    settle_duplicates(good, set(existing), verdict)
    verdict.rejected.sort()
    return verdict


def evened(header: list[str], record: list[str], delimiter: str) -> list[str] | None:
    """Return a record with as many cells as the header; None if more than its end differs.

    A cell that is missing before the end would show in a plate or a year behind it.
    """
    width, ours = len(header), [header.index(name) for name in COLUMNS]
    if len(record) == width:
        return record
    others = [at for at in range(max(ours)) if at not in ours]
    is_shown = not others or max(header.index("placa"), header.index("ano")) > others[-1]
    if len(record) <= max(ours) or (len(record) < width and not is_shown):
        return None
    if any(cell.strip(" \t") for cell in record[width:]):
        return None
    even = (record + [""] * width)[:width]
    beside = even[header.index("valor_fipe") + 1 :][:1]
    may_be_cents = delimiter == "," and any(map(MAY_BE_CENTS.fullmatch, beside))
    return None if may_be_cents else even


def is_cut(header: list[str], record: list[str], delimiter: str) -> bool:
    """Whether a price without decimals has its decimals in the cell beside it.

    Of the columns that the strategies make, none has numbers of one or two digits, nor three behind
    a price below 1000.
    """
    at = header.index("valor_fipe")
    if delimiter != "," or at + 1 >= len(header):
        return False
    price = "".join(record[at].upper().replace("R$", "").split())
    beside = record[at + 1].strip()
    is_whole = price.isdecimal() or bool(re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", price))
    if not (is_whole and price.isascii() and beside.isascii() and beside.isdecimal()):
        return False
    return len(beside) < 3 or (len(beside) == 3 and (len(price) < 4 or beside[0] == "0"))


def blank_fields_at_the_end(width: int, records: list[list[str]]) -> int:
    """How many fields more than the header all records have, none of which says anything."""
    surplus = {len(record) - width for record in records}
    says_something = any(cell.strip() for record in records for cell in record[width:])
    agrees = len(records) > 1 and len(surplus) == 1 and min(surplus) > 0
    return surplus.pop() if agrees and not says_something else 0


def decoded(path: Path) -> str:
    """BOM, else UTF-8, else Windows-1252."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return path.read_bytes().decode("cp1252")


def check_fields(frame: pd.DataFrame, verdict: Verdict) -> pd.DataFrame:
    """Note every fault; return the rows that have none."""
    this_year = datetime.now(UTC).year
    clean = []
    rows = [seen(written) for written in frame.to_dict("records")]
    thirds = prices.third_marks(row["valor_fipe"] for row in rows)
    for row in rows:
        values: dict[str, Any] = {
            "modelo": fields.modelo(row["modelo"]),
            "placa": fields.plate(row["placa"]),
            "ano": fields.year(row["ano"], this_year),
            "valor_fipe": prices.price(row["valor_fipe"], thirds),
        }
        faults = faults_of(row, values)
        verdict.rejected.extend(faults)
        if not faults:
            spelled = " ".join(row["placa"].split())  # shown as written, spaces tidied
            clean.append({"row_number": row["row_number"], "spelled": spelled, **values})
    return pd.DataFrame(clean, columns=["row_number", "spelled", *COLUMNS], dtype=object)


def seen(row: dict[str, Any]) -> dict[str, Any]:
    """The row as people see it in Excel."""
    cells = {name: fields.shown(row[name]) for name in COLUMNS}
    return {**row, **{name: fields.visible(text) for name, text in cells.items()}}


CODES = {
    "modelo": "required",
    "placa": "invalid_plate",
    "ano": "invalid_year",
    "valor_fipe": "invalid_price",
}


def faults_of(row: dict[str, Any], values: dict[str, Any]) -> list[Rejected]:
    """One fault at most for each field."""
    faults = []
    for name in COLUMNS:
        if not row[name]:
            faults.append(Rejected(row["row_number"], "required", name))
        elif values[name] is None:
            faults.append(Rejected(row["row_number"], CODES[name], name))
    return faults


def settle_duplicates(good: pd.DataFrame, existing: set[str], verdict: Verdict) -> None:
    """Share out the good rows between `accepted` and `duplicates`; the first of a plate wins."""
    good = good.assign(repeated=good["placa"].duplicated(), known=good["placa"].isin(existing))
    for row in good.to_dict("records"):
        if row["repeated"] or row["known"]:
            code = "duplicate_in_file" if row["repeated"] else "duplicate_in_database"
            verdict.duplicates.append(Rejected(row["row_number"], code, "placa"))
        else:
            verdict.accepted.append(
                Accepted(
                    row["row_number"],
                    row["placa"],
                    row["spelled"],
                    row["modelo"],
                    row["ano"],
                    row["valor_fipe"],
                )
            )
