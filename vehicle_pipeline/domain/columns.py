"""Column-wise work: the cheap reading for most values, the thorough one for the rest."""

from collections.abc import Callable

import polars as pl


def patch(
    values: pl.Series, where: pl.Series, change: Callable[[pl.Series], pl.Series]
) -> pl.Series:
    """Return `values` with `change` applied to those that `where` (Boolean) picks.

    Real columns are uniform: a regular expression that only three values of a million need must
    not run over the million.
    """
    picked = where.fill_null(False).arg_true()
    if picked.is_empty():
        return values
    changed = change(values.gather(picked))
    if len(picked) == len(values):
        return changed
    # `scatter` writes in place: a clone shares its data until then.
    return values.clone().scatter(picked, changed)
