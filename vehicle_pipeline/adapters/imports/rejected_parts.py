"""Rejected rows in parts: some thousands of rows as two Parquet files in columns.

docs/decisions/0020 says why, and what a part takes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import polars as pl

from vehicle_pipeline.domain.rejections import COMPARED_FAULTS, storable

# Rows of a part: 10 ms to read, and hardly smaller per row if it had more.
PART_ROWS = 20_000
# Bytes of a part's cells before compression, which only very long cells reach.
PART_BYTES = 32 << 20
# Texts of faults that often stand in a cell of their row, too; which one, `<name>_in` says then.
_IN_CELLS = ("value", "modelo", "ano", "valor_fipe")
# A fault as it is stored; columns without a value are left out.
_STORED = pl.Schema(
    [
        *((name, pl.String() if name == "ano" else kind) for name, kind in COMPARED_FAULTS.items()),
        *((f"{name}_in", pl.String()) for name in _IN_CELLS),
    ]
)


@dataclass(frozen=True)
class Part:
    """Consecutive rejected rows of an import, and what can be said of them without reading them."""

    first_row: int
    last_row: int
    row_count: int
    fault_count: int
    # How many faults there are of each code.
    codes: dict[str, int]
    faults: bytes
    cells: bytes


def parts(faults: pl.DataFrame, cells: pl.DataFrame) -> Iterator[Part]:
    """Split rejected rows into parts, in file order.

    `faults`: see COMPARED_FAULTS. `cells`: the raw rows, `row_number` and texts, each row once.
    """
    ordered = faults.sort("row_number", "field", "code")
    for rows in cells.sort("row_number").iter_slices(_rows_per_part(cells)):
        first, last = rows["row_number"][0], rows["row_number"][-1]
        begin = ordered["row_number"].search_sorted(first, "left")
        end = ordered["row_number"].search_sorted(last, "right")
        yield _part(first, last, ordered[begin:end], rows)


def faults_of(faults: bytes, cells: bytes, code: str | None = None) -> pl.DataFrame:
    """Return the faults of a part, or those of one code: COMPARED_FAULTS, in file order."""
    stored = pl.read_parquet(faults)
    whole = pl.concat([_STORED.to_frame(), stored], how="diagonal")
    chosen = whole if code is None else whole.filter(pl.col("code") == code)
    named = sorted({name for each in _IN_CELLS for name in chosen[f"{each}_in"].drop_nulls()})
    if named:
        texts = pl.read_parquet(cells, columns=["row_number", *named])
        beside = texts.rename({name: f"cell {name}" for name in named})
        chosen = chosen.join(beside, on="row_number", how="left", maintain_order="left")
        chosen = chosen.with_columns(_from_cells(each, named) for each in _IN_CELLS)
    return chosen.select(COMPARED_FAULTS.names()).cast({"ano": COMPARED_FAULTS["ano"]})


def cells_of(cells: bytes) -> pl.DataFrame:
    """Return the raw rows of a part: `row_number`, then the cells as texts."""
    return pl.read_parquet(cells).with_columns(storable(pl.exclude("row_number")))


def raw_json(cells: pl.DataFrame) -> pl.Expr:
    """Return the cells of raw rows (see `cells_of`) as JSON objects by column."""
    if cells.width == 1:
        return pl.lit("{}")
    return pl.struct(pl.exclude("row_number")).struct.json_encode()


def _rows_per_part(cells: pl.DataFrame) -> int:
    size = max(1, int(cells.estimated_size()))
    return max(1, min(PART_ROWS, cells.height * PART_BYTES // size))


def _part(first: int, last: int, faults: pl.DataFrame, cells: pl.DataFrame) -> Part:
    return Part(
        first_row=first,
        last_row=last,
        row_count=cells.height,
        fault_count=faults.height,
        codes=dict(faults.group_by("code").len().sort("code").iter_rows()),
        faults=_packed(_without_empty(_referring(faults, cells))),
        cells=_packed(cells),
    )


def _referring(faults: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Replace texts that stand in a cell by the name of its column."""
    names = [name for name in cells.columns if name != "row_number"]
    if not names:
        return faults.cast({"ano": pl.String})
    texts = cells.rename({name: f"cell {name}" for name in names})
    beside = faults.with_columns(pl.col("ano").cast(pl.String)).join(
        texts, on="row_number", how="left", maintain_order="left"
    )
    found = beside.with_columns(
        pl.coalesce(
            pl.when(pl.col(each) == pl.col(f"cell {name}")).then(pl.lit(name)) for name in names
        ).alias(f"{each}_in")
        for each in _IN_CELLS
    )
    return found.select(
        *(name for name in faults.columns if name not in _IN_CELLS),
        *(pl.when(pl.col(f"{each}_in").is_null()).then(each).alias(each) for each in _IN_CELLS),
        *(f"{each}_in" for each in _IN_CELLS),
    )


def _from_cells(each: str, names: Sequence[str]) -> pl.Expr:
    chosen = [pl.when(pl.col(f"{each}_in") == name).then(pl.col(f"cell {name}")) for name in names]
    return pl.coalesce(each, *chosen).alias(each)


def _without_empty(faults: pl.DataFrame) -> pl.DataFrame:
    return faults.select(each for each in faults if each.null_count() < faults.height)


def _packed(frame: pl.DataFrame) -> bytes:
    file = BytesIO()
    frame.write_parquet(file, compression="zstd", compression_level=1, statistics=False)
    return file.getvalue()
