"""Charts about imports: how many a day, how many rows are rejected and why."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from api.console import charts
from api.console.rendering import Page
from vehicle_pipeline.adapters.figures import Day
from vehicle_pipeline.contracts import FaultCode

_COUNTS = ("completed", "failed", "others")


def with_empty_days(found: Sequence[Day], today: date, count: int) -> list[Day]:
    """Return the last `count` days, also those without imports."""
    by_day = {each.day: each for each in found}
    days = [today - timedelta(days=back) for back in reversed(range(count))]
    return [
        by_day.get(day, Day(day=day, completed=0, failed=0, others=0, rows=0, rejected=0))
        for day in days
    ]


def per_day(days: Sequence[Day], page: Page) -> charts.Columns:
    """Return the imports of each day by how they ended."""
    series = [[getattr(day, name) for day in days] for name in _COUNTS]
    return charts.columns(
        page.text("ui_dashboard_imports"),
        [page.text("ui_dashboard_day"), *(page.text(f"ui_dashboard_{name}") for name in _COUNTS)],
        [page.formats.day(day.day) for day in days],
        series,
        [[page.formats.number(value) for value in values] for values in series],
        short=[page.formats.short_day(day.day) for day in days],
    )


def rate_per_day(days: Sequence[Day], page: Page) -> charts.Line:
    """Return the share of rejected rows of each day that had any."""
    shares = [day.rejected / day.rows if day.rows else None for day in days]
    return charts.line(
        page.text("ui_dashboard_rate"),
        [page.text("ui_dashboard_day"), page.text("ui_dashboard_rejected_share")],
        [page.formats.day(day.day) for day in days],
        shares,
        [page.formats.percent(share) for share in shares],
        short=[page.formats.short_day(day.day) for day in days],
    )


def top_reasons(reasons: Mapping[str, int], page: Page) -> charts.Bars:
    """Return the most frequent reasons why rows were rejected."""
    known = set(FaultCode)
    return charts.bars(
        page.text("ui_dashboard_reasons"),
        (page.text("ui_dashboard_reason"), page.text("ui_dashboard_faults")),
        [
            (
                page.text(f"ui_reason_{code}") if code in known else code,
                count,
                page.formats.number(count),
            )
            for code, count in reasons.items()
        ],
    )
