"""Derived assets follow imports, and never each import."""

from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from vehicle_pipeline.adapters.fleet_views import VIEWS
from vehicle_pipeline.definitions import build_definitions
from vehicle_pipeline.settings import Settings

DEFINITIONS = build_definitions(Settings())
SOURCES = ("vehicles", "rejected_rows")
# A quarter past six in the morning in São Paulo, far from the nightly refresh.
START = datetime(2026, 3, 2, 9, 15, 10, tzinfo=UTC)


class Automation:
    """The automation sensor's view of time: evaluated whenever a test says so."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self._instance = instance
        self._cursor: object = None
        self.now = START

    def import_(self) -> None:
        for name in SOURCES:
            self._instance.report_runless_asset_event(dg.AssetMaterialization(name))

    def requested(self, after: timedelta) -> set[str]:
        """The assets requested by an evaluation so much later; they are then up to date."""
        self.now += after
        result = dg.evaluate_automation_conditions(
            defs=DEFINITIONS,
            instance=self._instance,
            asset_selection=dg.AssetSelection.groups("derived"),
            evaluation_time=self.now,
            cursor=self._cursor,  # type: ignore[arg-type]
        )
        self._cursor = result.cursor
        found = {name for name in VIEWS if result.get_num_requested(dg.AssetKey(name))}
        for name in found:
            self._instance.report_runless_asset_event(dg.AssetMaterialization(name))
        return found


@pytest.fixture
def automation() -> "Automation":
    return Automation(dg.DagsterInstance.ephemeral())


def test_many_imports_are_followed_by_one_refresh_within_five_minutes(
    automation: Automation,
) -> None:
    assert automation.requested(timedelta()) == set()
    refreshes = []
    for _ in range(20):
        automation.import_()
        refreshes.append(automation.requested(timedelta(seconds=30)))
    assert [found for found in refreshes if found] == [set(VIEWS)] * 2


def test_without_imports_there_is_one_refresh_a_night(automation: Automation) -> None:
    automation.import_()
    automation.requested(timedelta())
    automation.requested(timedelta(minutes=6))
    found = [automation.requested(timedelta(hours=1)) for _ in range(24)]
    assert [each for each in found if each] == [set(VIEWS)]


def test_before_the_first_import_nothing_is_refreshed(automation: Automation) -> None:
    assert [automation.requested(timedelta(hours=3)) for _ in range(10)] == [set()] * 10
