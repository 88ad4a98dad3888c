"""Charts of the fleet: by model year, and by price."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from api.console import charts
from api.console.rendering import Page

# Years that have a column of their own; older ones share the first.
_YEARS = 30


def by_year(years: Sequence[tuple[int, int]], page: Page) -> charts.Columns:
    """Return the vehicles of each model year, of `years` in order."""
    newest = years[-1][0]
    counted = dict.fromkeys(range(max(years[0][0], newest - _YEARS + 1), newest + 1), 0)
    first = min(counted)
    for year, vehicles in years:
        counted[max(year, first)] += vehicles
    labels = [str(year) for year in counted]
    if years[0][0] < first:
        labels[0] = f"≤ {first}"
    return charts.columns(
        page.text("ui_dashboard_years"),
        [page.text("ui_vehicles_ano"), page.text("ui_dashboard_vehicles")],
        labels,
        [list(counted.values())],
        [[page.formats.number(vehicles) for vehicles in counted.values()]],
    )


def by_price(prices: Sequence[tuple[Decimal, int]], page: Page) -> charts.Bars:
    """Return the vehicles of each band, which ends where the next one begins."""
    lowest = [low for low, _ in prices]
    labels = [
        page.text("ui_dashboard_band", low=_short(low, page), high=_short(high, page))
        for low, high in pairwise(lowest)
    ]
    labels.append(page.text("ui_dashboard_band_last", low=_short(lowest[-1], page)))
    rows = [
        (label, vehicles, page.formats.number(vehicles))
        for label, (_, vehicles) in zip(labels, prices, strict=True)
    ]
    head = (page.text("ui_vehicles_valor_fipe"), page.text("ui_dashboard_vehicles"))
    return charts.bars(page.text("ui_dashboard_prices"), head, rows)


def _short(price: Decimal, page: Page) -> str:
    return f"R$ {page.formats.number(int(price))}"
