"""Records of a file judged before its import: some shown one by one, many only counted."""

import json
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pandera.polars as pa
import polars as pl
from pydantic import Field

from vehicle_pipeline.contracts import Dialect, Frozen, RejectedRow
from vehicle_pipeline.domain import records, rejections, validation
from vehicle_pipeline.domain.numbers import UNREADABLE
from vehicle_pipeline.domain.repeats import REPEATS_SCHEMA, find_repeats

# Counting stops there: to explain a faulty row costs ten times as much as to see that one is good.
ENOUGH_REJECTED = 10_000
# Records counted at a time.
_SLICE = 50_000


class TypedRow(Frozen):
    """A row as it would enter the table; None is what could not be read, or was not there."""

    modelo: str | None
    placa: str | None
    plate: str | None
    ano: int | None
    valor_fipe: Decimal | None


class JudgedRow(Frozen):
    """A row of the file; `cells` has a text per column, `raw` is a record of another width."""

    row_number: int
    cells: list[str | None]
    raw: str | None = None
    values: TypedRow | None = None
    faults: list[RejectedRow] = Field(default_factory=list)


class Judgement(Frozen):
    """What was found in the first `records` of a file; a row may have faults of several codes."""

    records: int = 0
    rejected: int = 0
    duplicate: int = 0
    codes: dict[str, int] = Field(default_factory=dict)


def count(
    frames: Iterable[pl.DataFrame], dialect: Dialect, schema: pa.DataFrameSchema
) -> Judgement:
    """Return what is wrong with the records of `frames`, with which the file begins.

    Of their columns only ours are looked at. Stops early at ENOUGH_REJECTED.
    """
    seen, rejected = 0, 0
    codes: Counter[str] = Counter()
    good: list[pl.DataFrame] = []
    for part in (part for frame in frames for part in frame.iter_slices(_SLICE)):
        judged = _judged(part, dialect, schema)
        faults = rejections.faults(judged, REPEATS_SCHEMA.to_frame().lazy(), part.lazy())
        good.append(rejections.accepted(judged).select("plate").collect())
        codes.update(dict(faults.group_by("code").len().rows()))
        seen += part.height
        rejected += rejections.count(faults)[1]
        if rejected >= ENOUGH_REJECTED:
            break
    plates = pl.concat(good)["plate"] if good else pl.Series(dtype=pl.String)
    duplicate = len(plates) - plates.n_unique()
    if duplicate:
        codes["duplicate_in_file"] = duplicate
    return Judgement(
        records=seen, rejected=rejected, duplicate=duplicate, codes=dict(codes.most_common())
    )


def _judged(frame: pl.DataFrame, dialect: Dialect, schema: pa.DataFrameSchema) -> pl.LazyFrame:
    rows = records.typed(frame, dialect.positions, dialect.decimal or "comma")
    return validation.judge(rows, schema).lazy()


def show(frame: pl.DataFrame, dialect: Dialect, schema: pa.DataFrameSchema) -> list[JudgedRow]:
    """Return the records of `frame`, with which the file begins, each with its faults."""
    judged = _judged(frame, dialect, schema)
    # The file begins with these, so a plate that comes again among them does so in the file.
    repeats = find_repeats([rejections.accepted(judged)]).lazy()
    faults = rejections.faults(judged, repeats, frame.lazy())
    values = {row["row_number"]: _typed(row) for row in judged.collect().to_dicts()}
    found: dict[int, list[RejectedRow]] = {}
    for fault in faults.to_dicts():
        told = RejectedRow(**{**fault, "params": json.loads(fault["params"])})
        found.setdefault(told.row_number, []).append(told)
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


def _typed(row: dict[str, Any]) -> TypedRow:
    read = {name: row[name] for name in TypedRow.model_fields}
    for name in ("ano", "valor_fipe"):
        read[name] = None if read[name] == UNREADABLE else read[name]
    return TypedRow(**{**read, "plate": read["plate"] or None})
