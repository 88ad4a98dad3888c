"""Validates records for a preview: the first are returned one by one, the others are counted."""

import json
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pandera.polars as pa
import polars as pl
from pydantic import Field

from vehicle_pipeline.contracts import Dialect, RejectedRow
from vehicle_pipeline.domain import records, rejections, validation
from vehicle_pipeline.domain.numbers import PRICE, UNREADABLE
from vehicle_pipeline.domain.repeats import REPEATS_SCHEMA, find_repeats
from vehicle_pipeline.frozen import Frozen

# Rejected rows at which counting stops: a faulty row costs ten times as much as a good one.
ENOUGH_REJECTED = 10_000
# Records counted at a time.
_SLICE = 25_000
_ACCEPTED = pl.Schema(
    [
        ("row_number", pl.Int32()),
        *((name, pl.String()) for name in ("plate", "placa", "modelo")),
        ("ano", pl.Int32()),
        ("valor_fipe", PRICE),
    ]
)


class TypedRow(Frozen):
    """A row as it would be imported; None for an empty or unreadable cell."""

    modelo: str | None
    placa: str | None
    plate: str | None
    ano: int | None
    valor_fipe: Decimal | None


class JudgedRow(Frozen):
    """A row of the file: `cells` has a text per column; `raw` is a record of the wrong width."""

    row_number: int
    cells: list[str | None]
    raw: str | None = None
    values: TypedRow | None = None
    faults: list[RejectedRow] = Field(default_factory=list)


class Judgement(Frozen):
    """Counts for the first `records` of a file; a row may count for several `codes`."""

    records: int = 0
    rejected: int = 0
    duplicate: int = 0
    codes: dict[str, int] = Field(default_factory=dict)


def count(
    frames: Iterable[pl.DataFrame], dialect: Dialect, schema: pa.DataFrameSchema
) -> tuple[Judgement, pl.DataFrame]:
    """Count the faults of the records of `frames`, the first ones of a file.

    Also returns the rows that would be imported, the first of each plate. Uses only the columns of
    our fields. Stops at ENOUGH_REJECTED.
    """
    seen, rejected = 0, 0
    codes: Counter[str] = Counter()
    good: list[pl.DataFrame] = []
    for part in (part for frame in frames for part in frame.iter_slices(_SLICE)):
        judged = _judged(part, dialect, schema)
        faults = rejections.faults(judged, REPEATS_SCHEMA.to_frame().lazy(), part.lazy())
        good.append(rejections.accepted(judged).select(rejections.ACCEPTED).collect())
        codes.update(dict(faults.group_by("code").len().rows()))
        seen += part.height
        rejected += rejections.count(faults)[1]
        if rejected >= ENOUGH_REJECTED:
            break
    valid = pl.concat(good) if good else pl.DataFrame(schema=rejections.ACCEPTED)
    accepted = valid.unique("plate", keep="first", maintain_order=True)
    duplicate = valid.height - accepted.height
    if duplicate:
        codes["duplicate_in_file"] = duplicate
    judgement = Judgement(
        records=seen, rejected=rejected, duplicate=duplicate, codes=dict(codes.most_common())
    )
    return judgement, accepted


def _judged(frame: pl.DataFrame, dialect: Dialect, schema: pa.DataFrameSchema) -> pl.LazyFrame:
    rows = records.typed(frame, dialect.positions, dialect.decimal_set, dialect.third_decimals)
    return validation.judge(rows, schema).lazy()


def show(frame: pl.DataFrame, dialect: Dialect, schema: pa.DataFrameSchema) -> list[JudgedRow]:
    """Return the records of `frame`, the first ones of a file, each with its faults."""
    judged = _judged(frame, dialect, schema)
    # These are the file's first rows, so every repeated plate among them is a repeat in the file.
    repeats = find_repeats([rejections.accepted(judged)]).lazy()
    faults = rejections.faults(judged, repeats, frame.lazy())
    values = {row["row_number"]: _typed(row) for row in judged.collect().to_dicts()}
    found: dict[int, list[RejectedRow]] = {}
    for fault in faults.to_dicts():
        rejected = RejectedRow(**{**fault, "params": json.loads(fault["params"])})
        found.setdefault(rejected.row_number, []).append(rejected)
    cells = [records.cell(at) for at in range(len(dialect.columns))]
    return [
        JudgedRow(
            row_number=row["row_number"],
            cells=[] if row["found"] is not None else [row[name] for name in cells],
            raw=row["raw"],
            values=values.get(row["row_number"]),
            faults=found.get(row["row_number"], []),
        )
        for row in frame.to_dicts()
    ]


def accepted(rows: Iterable[JudgedRow]) -> pl.DataFrame:
    """Return the rows without a fault: see `rejections.ACCEPTED`."""
    good = [
        {"row_number": row.row_number, **row.values.model_dump()}
        for row in rows
        if row.values and not row.faults
    ]
    return pl.DataFrame(good, schema=_ACCEPTED).select(rejections.ACCEPTED)


def _typed(row: dict[str, Any]) -> TypedRow:
    read = {name: row[name] for name in TypedRow.model_fields}
    for name in ("ano", "valor_fipe"):
        read[name] = None if read[name] == UNREADABLE else read[name]
    return TypedRow(**{**read, "plate": read["plate"] or None})
