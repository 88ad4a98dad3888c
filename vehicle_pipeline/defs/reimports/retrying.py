"""The nightly job that takes up again what failed for another reason than its file."""

from datetime import UTC, datetime

import dagster as dg

from vehicle_pipeline.adapters.imports.retrying import Retries
from vehicle_pipeline.defs import tables
from vehicle_pipeline.defs.imports.automation import TIMEZONE
from vehicle_pipeline.defs.reimports.rules import ScheduleRules
from vehicle_pipeline.defs.resources import Links, PipelineDatabase


@dg.op(out=dg.Out(dg.Nothing))
def take_up_failed_imports(
    context: dg.OpExecutionContext,
    database: PipelineDatabase,
    schedule_rules: ScheduleRules,
    links: Links,
) -> None:
    """Have failed imports go on, through the queue as every import."""
    retries = Retries(database.database, schedule_rules.retry_attempts)
    taken = retries.take_up(datetime.now(UTC))
    rows = [
        {
            "import": f"{links.api_url}/api/v1/imports/{each.job_id}",
            "file": each.filename,
            "failed_with": each.error_code,
            "attempt": each.attempt,
        }
        for each in taken
    ]
    context.add_output_metadata({"taken_up": len(taken), "imports": tables.table(rows)})


@dg.job(
    executor_def=dg.in_process_executor,
    description="Takes up again what failed for another reason than its file, RETRY_ATTEMPTS times "
    "at most. Started every night.",
)
def retry_failed() -> None:
    """Take up failed imports."""
    take_up_failed_imports()


retry_failed_imports = dg.ScheduleDefinition(
    name="retry_failed_imports",
    job=retry_failed,
    # Before housekeeping, in an hour with few imports.
    cron_schedule="0 2 * * *",
    execution_timezone=TIMEZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Takes up failed imports again that did not fail for their file.",
)
