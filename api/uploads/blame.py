"""Which of several choices about a file keeps it from being read."""

from collections.abc import Callable, Sequence

from vehicle_pipeline.contracts import DialectOverrides

# In the order in which they take effect.
CHOICES = ("encoding", "delimiter", "sheet", "header_row", "decimal", "mapping")


def at_fault(
    overrides: DialectOverrides, is_readable: Callable[[DialectOverrides], bool]
) -> str | None:
    """Return the choice without which a file can be read; None if no choice keeps it from that.

    Of several wrong ones it is the first that spoils a reading by those before it.
    """
    chosen = [name for name in CHOICES if getattr(overrides, name)]
    for name in chosen:
        if is_readable(_only(overrides, [each for each in chosen if each != name])):
            return name
    if len(chosen) < 2 or not is_readable(DialectOverrides()):
        return None
    spoiling = (
        name
        for at, name in enumerate(chosen)
        if not is_readable(_only(overrides, chosen[: at + 1]))
    )
    return next(spoiling, None)


def _only(overrides: DialectOverrides, names: Sequence[str]) -> DialectOverrides:
    return DialectOverrides(**{name: getattr(overrides, name) for name in names})
