"""The rules of the guard: which of its limits an import exceeds, and what its log says of that."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from vehicle_pipeline.contracts import ImportRecord, LogRecord
from vehicle_pipeline.guard_contracts import Guard, GuardFigures, HeldBecause

# Figures that are numbers of rows.
_COUNTED = ("total", "rejected", "known", "changed", "rows_before")


def exceeded(guard: Guard, figures: GuardFigures) -> list[HeldBecause]:
    """Return the limits that an import exceeds, with what was found."""
    found = {
        "max_rejected_share": _share(figures.rejected, figures.total),
        "max_changed_share": _share(figures.changed, figures.known),
        "max_price_change": figures.largest_price_change,
        "max_median_price_change": figures.median_price_change,
        "max_shrink": _shrink(figures),
    }
    return [
        HeldBecause(limit=limit, allowed=allowed, found=found[limit] or 0)
        for limit, allowed in guard.model_dump().items()
        if allowed is not None and (found[limit] or 0) > allowed
    ]


def params(because: HeldBecause, figures: GuardFigures) -> dict[str, str | int | float | None]:
    """Return the parameters of the sentence about an exceeded limit; shares as percentages."""
    allowed, found = _percents(because.allowed, because.found)
    return {**figures.model_dump(), "allowed": allowed, "found": found}


def lines(
    before: ImportRecord, figures: GuardFigures, because: list[HeldBecause]
) -> Iterator[LogRecord]:
    """Yield the log lines of an import that was judged; `before`: as it was then."""
    if before.approved is not None and before.approved != figures:
        yield LogRecord(level="warning", code="judged_again")
        yield from _differences(before.approved, figures)
    if before.guard.max_shrink is not None and figures.rows_before is None:
        yield LogRecord(level="info", code="guard_without_predecessor")
    if not because:
        yield LogRecord(level="info", code="guard_passed")
        return
    code = "dry_run_would_be_held" if before.dry_run else "import_held"
    yield LogRecord(level="warning", code=code, params={"limits": len(because)})
    for each in because:
        yield LogRecord(level="warning", code=f"held_{each.limit}", params=params(each, figures))


def _differences(approved: GuardFigures, found: GuardFigures) -> Iterator[LogRecord]:
    """Yield a line for each figure that is not the approved one any more."""
    for name in _COUNTED:
        before, after = getattr(approved, name) or 0, getattr(found, name) or 0
        if before != after:
            yield _differs(name, before=before, after=after)
    before, after = _percents(*(each.median_price_change or 0 for each in (approved, found)))
    if before != after:
        yield _differs("median_price_change", before=before, after=after)
    before, after = (_largest(each) for each in (approved, found))
    if before != after:
        of_both = {"before": before, "after": after}
        params = {f"{when}_{name}": each[name] for when, each in of_both.items() for name in each}
        yield _differs("largest_price_change", **params)


def _differs(figure: str, **params: Any) -> LogRecord:
    return LogRecord(level="warning", code=f"judged_again_{figure}", params=params)


def _largest(figures: GuardFigures) -> dict[str, Any]:
    return {
        "share": round(100 * (figures.largest_price_change or 0), 1),
        "placa": figures.largest_placa or "-",
        "from": figures.largest_before or "-",
        "to": figures.largest_after or "-",
    }


def reais(price: Decimal) -> str:
    """Return a price as people write it: `R$ 45.000,00`."""
    return "R$ " + f"{price:,.2f}".translate(str.maketrans(",.", ".,"))


def _percents(one: float, other: float) -> tuple[float, float]:
    """Return two shares as percentages with one decimal, unless only further ones differ."""
    short = round(100 * one, 1), round(100 * other, 1)
    return (100 * one, 100 * other) if short[0] == short[1] else short


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _shrink(figures: GuardFigures) -> float | None:
    before = figures.rows_before or 0
    return _share(max(before - figures.total, 0), before)
