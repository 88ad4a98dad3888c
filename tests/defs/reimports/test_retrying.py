"""The nightly job, and what it shows."""

import dagster as dg

from tests.defs.reimports.world import World, rows
from vehicle_pipeline.definitions import build_definitions


def test_the_job_takes_up_what_failed_and_lists_it(world: World) -> None:
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    world.ran(world.schedule())
    world.tables.execute(
        "update import_jobs set status = 'failed', error_code = 'gave_up',"
        ' error_params = \'{"attempts": 5, "run_id": "-"}\''
    )
    job = build_definitions(world.settings).resolve_job_def("retry_failed")
    result = job.execute_in_process(instance=world.history)
    (output,) = (event for event in result.all_events if event.is_successful_output)
    metadata = output.step_output_data.metadata
    assert metadata["taken_up"].value == 1
    assert isinstance(metadata["imports"], dg.TableMetadataValue)
    (import_,) = world.imports()
    assert str(import_.id) in str(metadata["imports"].records[0].data["import"])
    assert (import_.status, import_.retries) == ("pending", 1)
    # What is taken up is found by its schedule as before.
    assert import_.schedule_id is not None
