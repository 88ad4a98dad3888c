"""Column-wise parsing: a cheap expression for most values, a thorough one for the rest."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import polars as pl


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


def side_by_side(*readings: Callable[[], pl.Series]) -> list[pl.Series]:
    """Return the columns that `readings` compute, in their order.

    They run in threads: each is a chain of small steps that Polars does not parallelize itself.
    """
    with ThreadPoolExecutor(len(readings)) as pool:
        return [future.result() for future in [pool.submit(reading) for reading in readings]]
