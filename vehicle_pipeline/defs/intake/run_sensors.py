"""The sensors of failed and cancelled import runs."""

import dagster as dg
from sqlalchemy.exc import OperationalError
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from vehicle_pipeline.defs.imports.jobs import dry_run_job, import_job
from vehicle_pipeline.defs.intake.import_runs import ImportRuns
from vehicle_pipeline.defs.intake.lost_runs import record_if_lost
from vehicle_pipeline.defs.intake.run_ends import RunEnds
from vehicle_pipeline.defs.resources import PipelineDatabase
from vehicle_pipeline.errors import DatabaseError

# Dagster calls the sensor once per ended run, even if the sensor fails; so the sensor itself must
# retry during a short outage of either database. A tick may take 60 s.
_patiently = retry(
    retry=retry_if_exception_type((DatabaseError, OperationalError)),
    stop=stop_after_delay(30),
    wait=wait_fixed(1),
    reraise=True,
)


@dg.run_failure_sensor(
    name="import_failure_sensor",
    monitored_jobs=[import_job, dry_run_job],
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Logs why an import's run failed, and releases the import for the next run.",
)
def import_failure_sensor(context: dg.RunFailureSensorContext, database: PipelineDatabase) -> None:
    """Log the reason and release the import, even if the run's process was killed."""
    _patiently(_ends(context, database).failed)(context.dagster_run)
    _patiently(record_if_lost)(context.instance, context.dagster_run)


@dg.run_status_sensor(
    name="import_cancelled_sensor",
    run_status=dg.DagsterRunStatus.CANCELED,
    monitored_jobs=[import_job, dry_run_job],
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Cancels an import whose run was terminated.",
)
def import_cancelled_sensor(context: dg.RunStatusSensorContext, database: PipelineDatabase) -> None:
    """Cancel the import, even if none of its messages is leased."""
    _patiently(_ends(context, database).cancelled)(context.dagster_run)


def _ends(context: dg.RunStatusSensorContext, database: PipelineDatabase) -> RunEnds:
    return RunEnds(database.jobs, ImportRuns(context.instance))
