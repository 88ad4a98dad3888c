"""Column-wise parsing: a cheap expression for most values, a thorough one for the rest."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import polars as pl

# How often values must come on average before they are looked up.
_OFTEN = 8


def patch(
    values: pl.Series, where: pl.Series, change: Callable[[pl.Series], pl.Series]
) -> pl.Series:
    """Return `values` with `change` applied where `where` (Boolean) is true.

    Real columns are uniform: an expensive expression needed by a few values of a million must
    not run over all of them.
    """
    picked = where.fill_null(False).arg_true()
    if picked.is_empty():
        return values
    changed = change(values.gather(picked))
    if len(picked) == len(values):
        return changed
    # `scatter` writes in place: a clone shares its data until then.
    return values.clone().scatter(picked, changed)


def by_distinct(values: pl.Series, read: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Return `read(values)`, computed once for each distinct value where most come again.

    `read` must give for a value the same whatever stands around it, as rules for models do: a
    fleet of a million vehicles has a few thousand of them.
    """
    if not comes_again(values):
        return read(values)
    distinct = values.unique()
    found = read(distinct)
    if found.equals(distinct, check_dtypes=True):
        return values
    if found.n_unique() == 1:
        return found.new_from_index(0, len(values))
    pairs = pl.DataFrame({"value": distinct, "found": found})
    every = values.to_frame("value")
    joined = every.join(pairs, on="value", how="left", nulls_equal=True, maintain_order="left")
    return joined["found"]


def comes_again(values: pl.Series) -> bool:
    """Whether most values come so often that each is better looked at once."""
    distinct = values.to_frame("value").select(pl.col("value").approx_n_unique()).item()
    return bool(distinct * _OFTEN <= len(values))


def side_by_side(*readings: Callable[[], pl.Series]) -> list[pl.Series]:
    """Return the columns that `readings` compute, in their order.

    They run in threads: each is a chain of small steps that Polars does not parallelize itself.
    """
    with ThreadPoolExecutor(len(readings)) as pool:
        return [future.result() for future in [pool.submit(reading) for reading in readings]]
