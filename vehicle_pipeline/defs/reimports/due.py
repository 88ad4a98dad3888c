"""The schedule that starts what is due."""

from datetime import UTC, datetime

import dagster as dg

from vehicle_pipeline.adapters.schedules.occurrences import Startable
from vehicle_pipeline.contracts import TICKING
from vehicle_pipeline.defs.reimports.occurrence_runs import OccurrenceRuns, tags_of
from vehicle_pipeline.defs.reimports.reimport import reimport_job
from vehicle_pipeline.defs.reimports.rules import ScheduleRules
from vehicle_pipeline.defs.resources import PipelineDatabase

# Runs per tick. Submitting one takes some 30 ms, and a tick has a minute; others are in the next.
MOST_STARTED = 100


@dg.schedule(
    job=reimport_job,
    name=TICKING,
    cron_schedule="* * * * *",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Starts one run of `reimport` for each occurrence of a schedule that is due. "
    "Turned off, it stops all schedules; their times count as missed when it is turned on again.",
)
def scheduled_reimports(
    context: dg.ScheduleEvaluationContext,
    database: PipelineDatabase,
    schedule_rules: ScheduleRules,
) -> list[dg.RunRequest] | dg.SkipReason:
    """Make the occurrences up to now, and request a run for each that has none."""
    # Not the tick's own time: after an outage Dagster makes up for ticks, each a few minutes late.
    now = datetime.now(UTC)
    occurrences = schedule_rules.occurrences(database.database)
    live = OccurrenceRuns(context.instance, reimport_job.name).close_dead(occurrences, now)
    schedule_rules.failures(database.database).judge(now)
    occurrences.make_due(now)
    startable = occurrences.startable(MOST_STARTED, live)
    return [_request(each) for each in startable] or dg.SkipReason("Nothing is due.")


def _request(startable: Startable) -> dg.RunRequest:
    """Return the run of an occurrence.

    Dagster compares the key within one tick only, so a replay, whose tick is a later one, starts.
    """
    occurrence = startable.occurrence
    return dg.RunRequest(
        run_key=f"{occurrence.schedule_id}/{occurrence.due_at.isoformat()}",
        run_config={"ops": {"reimports": {"config": {"occurrence_id": occurrence.id}}}},
        tags=tags_of(startable.schedule_name, occurrence),
    )
