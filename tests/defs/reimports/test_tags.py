"""One search in the run list finds all that a schedule has made."""

from pathlib import Path
from uuid import uuid4

import pytest
import yaml

from tests.defs.reimports.world import World, rows
from vehicle_pipeline.adapters.queue.upload_queue import Delivery
from vehicle_pipeline.adapters.schedules.schedules import names_of
from vehicle_pipeline.contracts import IN_ORDER_TAG, OCCURRENCE_TAG, ONE_OF_TAG, SCHEDULE_TAG
from vehicle_pipeline.defs.intake.upload_sensor import run_request
from vehicle_pipeline.defs.reimports.reimport import LOOK_TAG, reimport_job


def tags(world: World) -> dict[str, str]:
    (import_,) = world.imports()
    names = names_of(world.database, {import_.schedule_id} if import_.schedule_id else set())
    return dict(run_request(Delivery("m", "h", 1, import_.id), import_, 10, names).tags)


def test_runs_of_a_schedule_s_imports_carry_its_name_and_the_occurrence(world: World) -> None:
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    schedule = world.schedule("Frota mensal")
    occurrence = world.ran(schedule)
    assert tags(world)[SCHEDULE_TAG] == "Frota mensal"
    assert tags(world)[OCCURRENCE_TAG] == str(occurrence.id)
    assert tags(world)[IN_ORDER_TAG] == str(schedule.id)
    world.schedules.delete(schedule.id)
    assert tags(world)[SCHEDULE_TAG] == str(schedule.id)


def test_other_imports_carry_neither(world: World) -> None:
    assert names_of(world.database, {uuid4()}) == {}
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    world.ran(world.schedule())
    world.tables.execute("update import_jobs set schedule_id = null, occurrence_id = null")
    assert not {SCHEDULE_TAG, OCCURRENCE_TAG, IN_ORDER_TAG} & set(tags(world))


@pytest.mark.parametrize("tag", [IN_ORDER_TAG, ONE_OF_TAG])
def test_imports_and_occurrences_of_a_schedule_run_one_at_a_time(tag: str) -> None:
    configuration = Path(__file__).parents[3] / "dagster_home" / "dagster.yaml"
    limits = yaml.safe_load(configuration.read_text())["run_queue"]["tag_concurrency_limits"]
    each_alone = {"applyLimitPerUniqueValue": True}
    assert {"key": tag, "value": each_alone, "limit": 1} in limits


def test_looks_at_sources_leave_places_for_imports() -> None:
    """They may wait for files that grow."""
    configuration = Path(__file__).parents[3] / "dagster_home" / "dagster.yaml"
    queue = yaml.safe_load(configuration.read_text())["run_queue"]
    (limit,) = (each for each in queue["tag_concurrency_limits"] if each["key"] == LOOK_TAG)
    assert reimport_job.tags[LOOK_TAG] == limit["value"]
    assert limit["limit"] == 2
