from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tests.adapters.recorded import chunk, plates, started
from vehicle_pipeline.adapters.fleet_views import VIEWS, FleetViews
from vehicle_pipeline.adapters.imports.chunk_loading import VehicleTable
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database


@pytest.fixture
def views(database: Database) -> FleetViews:
    """Two vehicles, a duplicate and a rejected row with two faults, by `run`."""
    jobs, table = ImportJobs(database), VehicleTable(database)
    started(jobs, "run", 2, 2)
    table.load("run", 0, chunk(*plates("ABC1234", "ABC1C34")))
    rows = [*plates("XYZ1A00"), ("Gol", "?", "x", "1")]
    table.load("run", 1, chunk(*rows, first_row=4))
    jobs.complete("run")
    return FleetViews(database)


def test_the_derived_views_are_computed_afresh(
    views: FleetViews, tables: psycopg.Connection[Any]
) -> None:
    (by_year,) = views.refresh("fleet_by_year")
    assert by_year == {
        "ano": 2020,
        "vehicles": 2,
        "total_value": Decimal("90000.00"),
        "average_value": Decimal("45000.00"),
    }
    tables.execute("update vehicles set valor_fipe = 1 where plate = 'XYZ1A00'")
    (prices,) = views.refresh("fipe_price_statistics")
    assert (prices["lowest"], prices["highest"]) == (Decimal("1.00"), Decimal("45000.00"))
    (quality,) = views.refresh("import_quality")
    figures = ("imports", "failed", "rows", "rejected", "duplicates", "rejected_percent")
    assert [quality[name] for name in figures] == [1, 0, 4, 1, 1, Decimal("25.00")]


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_of_nothing_is_empty(database: Database, view: Any) -> None:
    assert FleetViews(database).refresh(view) == []
