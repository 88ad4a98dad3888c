"""The sensors that watch how the runs of imports end."""

import dagster as dg
from sqlalchemy.exc import OperationalError
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from vehicle_pipeline.defs.imports.jobs import dry_run_job, import_job
from vehicle_pipeline.defs.intake.import_runs import ImportRuns
from vehicle_pipeline.defs.intake.run_ends import RunEnds
from vehicle_pipeline.defs.resources import PipelineDatabase
from vehicle_pipeline.errors import DatabaseError

# Dagster looks at each run's end once, whether that goes well or not: a short absence of the
# database, ours or Dagster's, has to be sat out. A tick may take 60 s.
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
    description="Writes into an import's log why its run failed, and frees it for the next one.",
)
def import_failure_sensor(context: dg.RunFailureSensorContext, database: PipelineDatabase) -> None:
    """Say why, also for a run whose process had no chance to."""
    _patiently(_ends(context, database).failed)(context.dagster_run)


@dg.run_status_sensor(
    name="import_cancelled_sensor",
    run_status=dg.DagsterRunStatus.CANCELED,
    monitored_jobs=[import_job, dry_run_job],
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Cancels an import whose run somebody terminated.",
)
def import_cancelled_sensor(context: dg.RunStatusSensorContext, database: PipelineDatabase) -> None:
    """Do so also when no message of the import is being worked on."""
    _patiently(_ends(context, database).cancelled)(context.dagster_run)


def _ends(context: dg.RunStatusSensorContext, database: PipelineDatabase) -> RunEnds:
    return RunEnds(database.jobs, ImportRuns(context.instance))
