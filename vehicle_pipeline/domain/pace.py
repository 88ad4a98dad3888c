"""How quickly an import goes, and how long it will still take."""


def rows_per_second(rows: int, seconds: float) -> float:
    """Return the mean rate, 0.0 before there is one."""
    return round(rows / seconds, 1) if seconds > 0 else 0.0


def seconds_left(rows: int, total: int | None, seconds: float) -> float | None:
    """Return how long the rest takes at the rate so far; None where nothing shows a rate yet."""
    rate = rows_per_second(rows, seconds)
    return (total - rows) / rate if total is not None and rate else None
