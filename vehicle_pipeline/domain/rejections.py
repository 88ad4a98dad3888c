"""Splits judged rows into accepted ones and faults, one line per fault."""

import json
from typing import Any

import polars as pl

from vehicle_pipeline.domain import duplicates, plates
from vehicle_pipeline.domain.faults import FAULT
from vehicle_pipeline.domain.records import SPLIT_ESCAPE, SPLIT_PRICE, STRAY_QUOTES

# One line per fault; `params` is a JSON object.
FAULTS = pl.Schema({"row_number": pl.Int32, **FAULT.to_schema()})
# The same with what `with_params` makes the params of a registered vehicle from; they are null.
COMPARED_FAULTS = pl.Schema([*FAULTS.items(), *duplicates.COMPARED.items()])
# Columns of rows that are imported.
ACCEPTED = ("row_number", "plate", "placa", "modelo", "ano", "valor_fipe")
DUPLICATES = ("duplicate_in_file", "duplicate_in_database")
# Characters kept of a faulty value; the raw row is kept whole.
SHOWN_CHARACTERS = 500
# In place of the number of fields of a malformed record -> params that say why it is unknown.
_MALFORMED = {
    code: json.dumps({"reason": reason})
    for code, reason in (
        (STRAY_QUOTES, "stray_quotes"),
        (SPLIT_PRICE, "split_price"),
        (SPLIT_ESCAPE, "split_escape"),
    )
}
_NO_SUGGESTION = pl.lit(None, pl.String)


def accepted(judged: pl.LazyFrame) -> pl.LazyFrame:
    """Return the judged rows without a fault."""
    return judged.filter(pl.col("faults").list.len() == 0)


def faults(judged: pl.LazyFrame, repeats: pl.LazyFrame, records: pl.LazyFrame) -> pl.DataFrame:
    """Return every fault of a chunk, in file order.

    `repeats` are its rows whose plate occurs in an earlier row (`repeats.REPEATS_SCHEMA`),
    `records` the chunk as read.
    """
    invalid = (
        judged.filter(pl.col("faults").list.len() > 0)
        .explode("faults")
        .select("row_number", pl.col("faults").struct.unnest())
    )
    repeated = judged.join(repeats, on="row_number").select(
        "row_number",
        code=pl.lit("duplicate_in_file"),
        field=pl.lit("placa"),
        value="placa",
        params=pl.struct("first_row_number", "first_placa", reason=_reason()).struct.json_encode(),
        suggestion=_NO_SUGGESTION,
    )
    malformed = records.filter(pl.col("found").is_not_null()).select(
        "row_number",
        code=pl.lit("malformed_row"),
        field=pl.lit(""),
        value="raw",
        params=_field_counts(width(records)),
        suggestion=_NO_SUGGESTION,
    )
    together = pl.concat([invalid, repeated, malformed]).sort("row_number", maintain_order=True)
    return together.with_columns(_shown(pl.col("value")), storable(pl.col("suggestion"))).collect()


def _field_counts(expected: int) -> pl.Expr:
    """Return the params of malformed records."""
    counts = [pl.col("found"), pl.lit(expected).alias("expected")]
    plain = pl.struct(counts).struct.json_encode()
    exact = pl.col("found").replace_strict(_MALFORMED, default=None, return_dtype=pl.String)
    return exact.fill_null(plain).alias("params")


def width(records: pl.LazyFrame) -> int:
    """Return how many fields a well-formed record has."""
    return sum(name[0] == "c" for name in records.collect_schema().names())


def combined(
    of_file: pl.DataFrame, registered: pl.DataFrame, accepted: pl.DataFrame
) -> pl.DataFrame:
    """Return `of_file` with added faults for rows whose vehicle is already in the table.

    `registered`: see `duplicates.REGISTERED`. `accepted`: row_number, placa, modelo, ano,
    valor_fipe. The result: see COMPARED_FAULTS.
    """
    empty = COMPARED_FAULTS.to_frame()
    if of_file.is_empty() and registered.is_empty():
        return empty
    known = duplicates.compared(registered, accepted).with_columns(
        code=pl.lit("duplicate_in_database"),
        field=pl.lit("placa"),
        value=_shown(pl.col("value")),
    )
    return pl.concat([empty, of_file, known], how="diagonal").sort("row_number")


def with_params(faults: pl.DataFrame) -> pl.DataFrame:
    """Return faults with all their params; takes COMPARED_FAULTS, returns FAULTS."""
    made = pl.when(pl.col("params").is_null()).then(duplicates.params()).otherwise("params")
    return faults.with_columns(params=made).select(FAULTS.names())


def raw_rows(faults: pl.DataFrame, records: pl.LazyFrame) -> pl.DataFrame:
    """Return the cells of the rows with faults: `row_number`, then the columns of `records`."""
    cells = records.select("row_number", pl.exclude("row_number", "found").cast(pl.String))
    if faults.is_empty():
        # Most chunks: the cells need not be read again.
        return cells.head(0).collect()
    rows = faults.select(pl.col("row_number").unique().sort())
    if rows.height == records.select(pl.len()).collect().item():
        return cells.collect()
    return rows.lazy().join(cells, on="row_number", how="left", maintain_order="left").collect()


def count(faults: pl.DataFrame) -> tuple[int, int]:
    """Return the numbers of rows with only duplicate faults, and of rows with other faults."""
    is_duplicate = pl.col("code").is_in(DUPLICATES).all()
    rows = faults.group_by("row_number").agg(is_duplicate)["code"]
    repeated = int(rows.sum())
    return repeated, rows.len() - repeated


def first(faults: pl.DataFrame, rows: int) -> list[dict[str, Any]]:
    """Return the faults of the first `rows` rejected rows, `params` as dictionaries.

    `faults`: see COMPARED_FAULTS.
    """
    if faults.is_empty():
        return []
    numbers = faults["row_number"].unique().sort().head(rows)
    shown = with_params(faults.filter(pl.col("row_number").is_in(numbers.implode())))
    return [{**fault, "params": json.loads(fault["params"])} for fault in shown.to_dicts()]


def _reason() -> pl.Expr:
    """Return the reason of a repeated plate; two writings of one plate have one of their own."""
    is_plain = plates.same_writing(pl.col("placa"), pl.col("first_placa"))
    plain, converted = pl.lit("duplicate_in_file"), pl.lit("converted_duplicate_in_file")
    return pl.when(is_plain).then(plain).otherwise(converted)


def _shown(text: pl.Expr) -> pl.Expr:
    """Return a value as it is stored with its fault; a cut one ends in an ellipsis."""
    kept = storable(text)
    cut = kept.str.slice(0, SHOWN_CHARACTERS - 1) + "…"
    return pl.when(kept.str.len_chars() > SHOWN_CHARACTERS).then(cut).otherwise(kept)


def storable(text: pl.Expr) -> pl.Expr:
    """Return a text without NUL, which PostgreSQL cannot store."""
    return text.str.replace_all("\x00", "\ufffd", literal=True)
