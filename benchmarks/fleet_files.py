"""Large files made quickly: random distinct plates, the same ones for the same seed."""

from pathlib import Path
from uuid import UUID

import numpy as np
import polars as pl

HEADER = ["modelo", "placa", "ano", "valor_fipe"]
# Stands for the import in the file for \copy, which has to bring every column of the table.
IMPORT_ID = UUID(int=0x1F1E)
TABLE_COLUMNS = ["plate", "placa", "modelo", "ano", "valor_fipe", "import_id", "source_row"]
LETTERS = np.array([chr(ord("A") + index) for index in range(26)])
DIGITS = np.array([str(index) for index in range(10)])
# LLL N L NN with the fifth character among A..J: the plates that have an old form as well.
PLATES = 26**3 * 10 * 10 * 100
MODELS = [
    "Fiat Strada Freedom",
    "VW Gol 1.0 Trend",
    "Chevrolet Onix LT",
    "Honda CG 160 Start",
    "Toyota Corolla XEi",
    "Hyundai HB20 Comfort",
    "Mercedes Atego 1719",
    "Renault Kwid Zen",
]


def fleet(rows: int, seed: int) -> pl.DataFrame:
    """Good rows with distinct plates, in random order; a third of them spelled the old way."""
    rng = np.random.default_rng(seed)
    serials = rng.choice(PLATES, size=rows, replace=False)
    is_old = pl.Series(rng.random(rows) < 1 / 3)
    plate, old = _plates(serials)
    return pl.DataFrame(
        {
            "modelo": pl.Series(MODELS).gather(rng.integers(len(MODELS), size=rows)),
            "plate": plate,
            "placa": pl.select(pl.when(is_old).then(old).otherwise(plate)).to_series(),
            "ano": rng.integers(1995, 2027, size=rows),
            "valor_fipe": pl.Series(rng.integers(500_000, 99_999_999, size=rows) / 100),
        }
    )


def write_upload(frame: pl.DataFrame, path: Path) -> None:
    """The file as a user has it: header and four columns."""
    frame.select(HEADER).write_csv(path, float_precision=2)


def write_for_copy(frame: pl.DataFrame, path: Path) -> None:
    """The same rows with every column of `vehicles` filled in, so that \\copy can take them."""
    expanded = frame.with_columns(
        import_id=pl.lit(str(IMPORT_ID)), source_row=pl.int_range(2, pl.len() + 2)
    )
    expanded.select(TABLE_COLUMNS).write_csv(path, include_header=False, float_precision=2)


def _plates(serials: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> tuple[pl.Series, pl.Series]:
    """The Mercosul and the old spelling of each serial number."""
    rest, last = np.divmod(serials, 100)
    rest, fifth = np.divmod(rest, 10)
    rest, fourth = np.divmod(rest, 10)
    rest, third = np.divmod(rest, 26)
    first, second = np.divmod(rest, 26)
    parts = [
        *(pl.Series(LETTERS).gather(place) for place in (first, second, third)),
        pl.Series(DIGITS).gather(fourth),
    ]
    tail = pl.Series(last).cast(pl.String).str.zfill(2)
    spelled = [
        pl.select(pl.concat_str([*parts, pl.Series(alphabet).gather(fifth), tail])).to_series()
        for alphabet in (LETTERS, DIGITS)
    ]
    return spelled[0], spelled[1]
