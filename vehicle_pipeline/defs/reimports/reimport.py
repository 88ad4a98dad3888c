"""The run that carries out one occurrence of a schedule: its asset and its job."""

from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg

from vehicle_pipeline.adapters.schedules.reimporting import Reimporting
from vehicle_pipeline.contracts import OCCURRENCE_TAG
from vehicle_pipeline.defs.imports.assets import OWNERS
from vehicle_pipeline.defs.imports.jobs import REPEAT_WHOLE
from vehicle_pipeline.defs.reimports.account import account, failure
from vehicle_pipeline.defs.reimports.occurrence_runs import tags_of
from vehicle_pipeline.defs.reimports.rules import ScheduleRules
from vehicle_pipeline.defs.resources import Links, PipelineDatabase, UploadStore, WorkbookReading
from vehicle_pipeline.domain.messages import both
from vehicle_pipeline.domain.schedules.results import Result
from vehicle_pipeline.errors import (
    OccurrenceNotFoundError,
    OccurrenceNotOpenError,
    ScheduleNotFoundError,
    SourceObjectNotFoundError,
    SourceUnreadableError,
    UnavailableError,
)
from vehicle_pipeline.schedule_contracts import Occurrence, OccurrenceState, Schedule, SourceObject

# A source, a store or a database that is away for so long is away for this occurrence.
ATTEMPTS = 3
PAUSE_SECONDS = 20.0
# Between looks whether the occurrence before this one is over.
WAIT_SECONDS = 5.0
LOOK_TAG = "import/looks_at"
# What is tagged in the catalog as coming from outside.
_SOURCE = {"layer": "source"}

# Not `dg.Config`, whose fields accept `{"env": ...}` and so reveal any environment variable.
REIMPORT_CONFIG = {
    "occurrence_id": dg.Field(
        dg.Int, default_value=0, description="Id of the occurrence; 0: do nothing."
    )
}

sources = dg.AssetSpec(
    "sources",
    description="Folders and buckets that schedules read, and stored uploads.",
    group_name="imports",
    owners=OWNERS,
    tags=_SOURCE,
    kinds={"s3", "csv", "excel"},
)


@dg.asset(
    name="reimports",
    deps=[sources],
    group_name="imports",
    config_schema=REIMPORT_CONFIG,
    io_manager_key="tables",
    # Without work the run succeeds, and nothing was made.
    output_required=False,
    description="Occurrences of schedules: what each found at its source, and the imports of it.",
    owners=OWNERS,
    tags=_SOURCE,
    kinds={"postgres"},
)
def reimports(
    context: dg.AssetExecutionContext,
    database: PipelineDatabase,
    store: UploadStore,
    workbooks: WorkbookReading,
    schedule_rules: ScheduleRules,
    links: Links,
) -> Iterator[dg.MaterializeResult[None]]:
    """Look at the source of one occurrence, and make imports of what is new."""
    work = schedule_rules.reimporting(database.database, store, workbooks)
    begun = _begun(context, work, schedule_rules, links)
    if begun is None:
        return
    schedule, running = begun
    ended, settled = _carried_out(context, work, schedule, running)
    metadata = account(schedule, ended, settled, links.api_url)
    if ended.state is OccurrenceState.FAILED:
        raise failure(ended, metadata)
    yield dg.MaterializeResult(metadata=metadata)


def _begun(
    context: dg.AssetExecutionContext, work: Reimporting, rules: ScheduleRules, links: Links
) -> tuple[Schedule, Occurrence] | None:
    """Begin the occurrence of the run's config; None, with a line in the log, if there is no work.

    Raises dg.Failure for an occurrence that does not exist.
    """
    occurrence_id = context.op_execution_context.op_config["occurrence_id"]
    where = {"occurrence_id": occurrence_id, "api_url": links.api_url}
    if not occurrence_id:
        context.log.warning(both("run_without_occurrence", **where))
        return None
    try:
        begun = work.occurrences.start(occurrence_id, context.run.run_id, datetime.now(UTC))
        schedule = rules.schedules(work.database).get(begun.schedule_id)
    except OccurrenceNotOpenError:
        context.log.warning(both("run_of_ended_occurrence", **where))
        return None
    except (OccurrenceNotFoundError, ScheduleNotFoundError):
        why = both("run_of_unknown_occurrence", **where)
        raise dg.Failure(description=why, allow_retries=False) from None
    if not context.run.tags.get(OCCURRENCE_TAG):
        # Launched by hand.
        context.instance.add_run_tags(context.run.run_id, tags_of(schedule.name, begun))
    if begun.state is OccurrenceState.DUE and context.retry_number < ATTEMPTS:
        # The imports of the one before it are mostly a matter of seconds.
        raise dg.RetryRequested(ATTEMPTS, WAIT_SECONDS)
    if begun.state is not OccurrenceState.RUNNING:
        reason = begun.reason if begun.state is OccurrenceState.SKIPPED else "occurrence_waits"
        context.log.warning(both(reason or "occurrence_waits"))
        return None
    return schedule, begun


def _carried_out(
    context: dg.AssetExecutionContext, work: Reimporting, schedule: Schedule, running: Occurrence
) -> tuple[Occurrence, list[SourceObject]]:
    """Do the work; what is away is waited for, ATTEMPTS times, and then the occurrence fails."""
    try:
        return work.carry_out(schedule, running, context.run.run_id)
    except (OccurrenceNotOpenError, SourceObjectNotFoundError):
        # Another run took it over, or its schedule was deleted.
        why = both("run_of_ended_occurrence", occurrence_id=running.id)
        raise dg.Failure(description=why, allow_retries=False) from None
    except (SourceUnreadableError, UnavailableError) as error:
        if context.retry_number < ATTEMPTS:
            raise dg.RetryRequested(ATTEMPTS, PAUSE_SECONDS) from error
        params = error.params if isinstance(error, SourceUnreadableError) else {}
        result = Result("failed", error.code, params)
        return work.end(running, context.run.run_id, result), []


reimport_job = dg.define_asset_job(
    "reimport",
    selection=dg.AssetSelection.assets("reimports"),
    executor_def=dg.in_process_executor,
    description="One occurrence of a schedule. Started by `scheduled_reimports`.",
    # It is short, and what it makes are imports, which wait their turn. The tag limits how many
    # run at a time (dagster.yaml): they may wait for files that grow.
    tags={**REPEAT_WHOLE, "dagster/priority": "5", LOOK_TAG: "source"},
)
