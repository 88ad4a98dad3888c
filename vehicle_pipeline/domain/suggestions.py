"""Suggests corrections of faulty values. They are shown to people, never applied."""

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from vehicle_pipeline.domain import records
from vehicle_pipeline.domain.proposals import PROPOSALS, with_latin

# A row that passes in any year; a proposal takes the place of one of its texts.
_GOOD = {"modelo": "x", "placa": "AAA0A00", "ano": "1900", "valor_fipe": "1"}
_POSITIONS = {field: at for at, field in enumerate(_GOOD)}


def suggested(faults: pl.DataFrame, schema: pa.DataFrameSchema) -> pl.Series:
    """Return a text, or null, for each of `faults` (`field`, and `value`, which is whole).

    The suggestion is the first proposal for the value that the schema would accept.
    """
    if faults.is_empty():
        return pl.Series(dtype=pl.String)
    proposed = _proposed(with_latin(faults.select("field", "value").with_row_index("fault")))
    accepted = proposed.filter(_accepted(proposed, schema))
    best = accepted.unique("fault", keep="first", maintain_order=True).select("fault", "text")
    numbered = pl.DataFrame({"fault": pl.int_range(faults.height, dtype=pl.UInt32, eager=True)})
    return numbered.join(best, on="fault", how="left", maintain_order="left")["text"]


def _proposed(faults: pl.DataFrame) -> pl.DataFrame:
    """Return one line per proposal (`fault`, `field`, `text`), the best of each fault first."""
    of_fields = faults.partition_by("field", maintain_order=True, as_dict=True)
    frames = [
        of_field.lazy()
        .select("fault", "field", "value", text=proposal)
        .filter(pl.col("text") != pl.col("value"))
        .select("fault", "field", "text")
        for (field,), of_field in of_fields.items()
        for proposal in PROPOSALS[field]
    ]
    return pl.concat(pl.collect_all(frames))


def _accepted(proposed: pl.DataFrame, schema: pa.DataFrameSchema) -> pl.Series:
    """Return whether each text would be accepted as a cell of its field."""
    if proposed.is_empty():
        return pl.Series(dtype=pl.Boolean)
    typed = records.typed(_as_cells(proposed), _POSITIONS, None)
    bad: list[int] = []
    try:
        schema.validate(typed, lazy=True)
    except SchemaErrors as errors:
        bad = errors.failure_cases["index"].to_list()
    return ~typed["row_number"].is_in(bad)


def _as_cells(proposed: pl.DataFrame) -> pl.DataFrame:
    """Return a well-formed record for each line, numbered from 0."""
    texts = {
        records.cell(_POSITIONS[field]): pl.when(field=field).then("text").otherwise(pl.lit(good))
        for field, good in _GOOD.items()
    }
    return proposed.select(
        row_number=pl.int_range(pl.len(), dtype=pl.Int32),
        **texts,
        found=pl.lit(None, pl.Int32),
    )
