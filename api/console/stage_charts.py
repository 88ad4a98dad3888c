"""A chart of how long the stages of imports take."""

from api.console import charts
from api.console.rendering import Page
from vehicle_pipeline.adapters.figures import Stages


def stage_times(stages: Stages, page: Page) -> charts.Bars | None:
    """Return the median and the slowest of 20 for each stage; None without any import."""
    rows = [
        (page.text(f"ui_dashboard_{name}_{part}"), value, page.formats.duration(value))
        for name in ("waiting", "processing")
        if (stage := getattr(stages, name))
        for part, value in (("median", stage.median), ("most", stage.most))
    ]
    if not rows:
        return None
    head = (page.text("ui_dashboard_stage"), page.text("ui_dashboard_duration"))
    return charts.bars(page.text("ui_dashboard_stages"), head, rows)
