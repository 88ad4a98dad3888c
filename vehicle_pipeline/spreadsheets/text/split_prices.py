"""Rejects records of a text with commas in which an unquoted decimal comma cut a price in two.

Of `45000,90` the price keeps 45000, and "90" is in the cell beside it: all cells behind belong to
other columns. Where an optional cell is missing the record is as wide as the header, and nothing
else shows. The evidence is a price without decimals, and beside it digits that can be its rest:
- one or two (cents), three after a price below 1000 (`45,000`), or three that begin with a zero;
- under a name that is none of numbers (`obs`, a model, no name at all), or in a column that has
  letters in most of its first cells.
Where the name may be one of numbers (`portas`, `cor`, `loja`), some of such a length are usual:
there is a note if the whole column has nothing else, and no price has a decimal.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

import polars as pl

from vehicle_pipeline.contracts import Delimiter
from vehicle_pipeline.domain.records import SPLIT_PRICE, cell
from vehicle_pipeline.domain.shown_values import SIGN_OF_REAIS
from vehicle_pipeline.spreadsheets.headers.column_names import fold
from vehicle_pipeline.spreadsheets.headers.cut_prices import DIGITS_BESIDE, NO_NUMBERS
from vehicle_pipeline.spreadsheets.headers.finding import Header
from vehicle_pipeline.spreadsheets.text.shape import Shape

# Code of the note about digits beside all prices.
_NOTE = DIGITS_BESIDE
_REAIS = rf"\s*(?i:{SIGN_OF_REAIS})?\s*"
_WHOLE = rf"^{_REAIS}(?:[0-9]+|[0-9]{{1,3}}(?:\.[0-9]{{3}})+)\s*$"
_BELOW_1000 = rf"^{_REAIS}[0-9]{{1,3}}\s*$"
_DECIMALS = r"[.,][0-9]{1,2}\s*$"
_CENTS = r"^\s*[0-9]{1,2}\s*$"
_BOTH_CENTS = r"^\s*[0-9]{2}\s*$"
_THOUSANDS = r"^\s*[0-9]{3}(?:\.[0-9]{1,2})?\s*$"
_ZEROS = r"^\s*0[0-9]{2}\s*$"
# Bytes of the longest rest of a price, with some blanks.
_LONGEST = 10


def without_split_prices(
    records: Iterator[pl.DataFrame], header: Header, shape: Shape, notes: Counter[str]
) -> Iterator[pl.DataFrame]:
    """Yield `records`, those with a price that was cut in two as malformed ones (SPLIT_PRICE)."""
    at = header.positions.get("valor_fipe")
    if shape.delimiter != Delimiter.COMMA or at is None:
        yield from records
        return
    first = list(islice(records, 1))
    is_last = at + 1 >= shape.columns
    is_text = is_last or _is_text(header, at + 1) or _has_letters(first, at + 1)
    rows = map(_Rows(shape, at, is_text=is_text).explained, chain(first, records))
    if is_last:
        yield from rows
    elif is_text:
        yield from map(_Rows(shape, at, is_text=True).rejected, rows)
    else:
        yield from _noted(rows, at, notes)


class _Rows:
    """The records of a text whose prices are in the column `at`."""

    def __init__(self, shape: Shape, at: int, *, is_text: bool) -> None:
        self._shape = shape
        self._at = at
        rest = r"[0-9]{1,3}(?:\.[0-9]{1,2})?" if is_text else "0[0-9]{1,2}"
        self._cut = cut_record(at, rest)

    def explained(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Mark the malformed records that have too many cells because a price was cut."""
        if frame["found"].null_count() == frame.height:
            return frame
        is_cut = (pl.col("found") > self._shape.columns) & pl.col("raw").str.contains(self._cut)
        return frame.with_columns(found=pl.when(is_cut).then(SPLIT_PRICE).otherwise("found"))

    def rejected(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Make malformed records of those whose price was cut."""
        price, beside = pl.col("price").str, pl.col("beside").str
        cut = _suspects(frame, self._at).filter(
            (price.contains(_WHOLE) & beside.contains(rf"{_CENTS}|{_ZEROS}"))
            | (price.contains(_BELOW_1000) & beside.contains(_THOUSANDS))
        )
        if cut.is_empty():
            return frame
        is_cut = pl.col("row_number").is_in(cut["row_number"].implode())
        kept = (pl.when(~is_cut).then(pl.col(name)).alias(name) for name in self._shape.kept)
        return frame.with_columns(
            *kept,
            found=pl.when(is_cut).then(pl.lit(SPLIT_PRICE, pl.Int32)).otherwise("found"),
            raw=pl.when(is_cut).then(self._shape.written(self._shape.kept)).otherwise("raw"),
        )


def cut_record(at: int, rest: str) -> str:
    """Return the pattern of a record whose price, the cell `at`, has `rest` in the cell beside."""
    field = r'(?:"(?:[^"]|"")*"|[^",]*)'
    return rf"^(?:{field},){{{at}}}{_REAIS}[0-9][0-9.]*,\s*{rest}\s*(?:,|$)"


def _is_text(header: Header, at: int) -> bool:
    """Whether the name of a column is none of numbers. No year, either, has so few digits."""
    return at in header.positions.values() or fold(header.columns[at]) in NO_NUMBERS


def _has_letters(frames: list[pl.DataFrame], at: int) -> bool:
    """Whether most of the filled cells in a column have letters."""
    cells = [frame[cell(at)].drop_nulls() for frame in frames]
    filled = sum(int(some.str.contains(r"\S").sum()) for some in cells)
    return 2 * sum(int(some.str.contains(r"\p{L}").sum()) for some in cells) >= max(filled, 1)


def _suspects(frame: pl.DataFrame, at: int) -> pl.DataFrame:
    """Return prices with something short in the cell beside them."""
    beside = frame[cell(at + 1)]
    rows = beside.str.len_bytes().is_between(1, _LONGEST).fill_null(value=False).arg_true()
    return frame[rows].select("row_number", price=cell(at), beside=cell(at + 1))


def _noted(records: Iterator[pl.DataFrame], at: int, notes: Counter[str]) -> Iterator[pl.DataFrame]:
    """Yield `records`, and count them in `notes` if all prices may have been cut."""
    filled = alike = 0
    has_decimals = False
    for frame in records:
        yield frame
        if has_decimals or alike < filled:
            continue
        beside, prices = frame[cell(at + 1)], frame[cell(at)]
        filled += int(beside.str.contains(r"\S").sum())
        is_rest = beside.str.contains(_BOTH_CENTS) | (
            beside.str.contains(_THOUSANDS) & prices.str.contains(_BELOW_1000)
        )
        alike += int(is_rest.sum())
        has_decimals = prices.str.contains(_DECIMALS).any()
    if filled == alike and not has_decimals:
        notes[_NOTE] += filled
