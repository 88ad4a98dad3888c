"""The Dagster code location: the composition root of all definitions."""

import dagster as dg

from vehicle_pipeline.defs import alerts, schedules
from vehicle_pipeline.defs.fixed_resources import fixed, fixed_io_manager
from vehicle_pipeline.defs.idle import idle_schedule, idle_sensor
from vehicle_pipeline.defs.imports import assets, checks, jobs
from vehicle_pipeline.defs.imports.scratch import ScratchFolder, ScratchIOManager
from vehicle_pipeline.defs.intake import dead_letters, reconciliation, run_sensors
from vehicle_pipeline.defs.intake.upload_sensor import upload_sensor
from vehicle_pipeline.defs.loading import table_io_manager
from vehicle_pipeline.defs.reimports.due import scheduled_reimports
from vehicle_pipeline.defs.reimports.reimport import reimport_job, reimports, sources
from vehicle_pipeline.defs.reimports.retrying import retry_failed, retry_failed_imports
from vehicle_pipeline.defs.reimports.rules import ScheduleRules
from vehicle_pipeline.defs.resources import (
    AlertWebhook,
    EventWebhooks,
    ImportQueue,
    Links,
    PipelineDatabase,
    UploadStore,
    WorkbookReading,
)
from vehicle_pipeline.defs.undoing.undo import undo_job, undos
from vehicle_pipeline.defs.upkeep.housekeeping import Retention, housekeeping
from vehicle_pipeline.domain.messages import both
from vehicle_pipeline.settings import Settings
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits

SENSORS: list[dg.SensorDefinition] = [
    upload_sensor,
    run_sensors.import_failure_sensor,
    run_sensors.import_cancelled_sensor,
    dead_letters.dead_letter_sensor,
    reconciliation.reconcile_sensor,
    alerts.alert_sensor,
]

SCHEDULES: list[dg.ScheduleDefinition] = [
    schedules.housekeeping_schedule,
    scheduled_reimports,
    retry_failed_imports,
]


def build_definitions(settings: Settings, idle: str = "") -> dg.Definitions:
    """Return all Dagster definitions, configured by `settings`.

    `idle` is the code of the sentence why sensors and schedules do nothing, if they do nothing.
    """
    resources = configured_resources(settings)
    sensors, clocks = SENSORS, SCHEDULES
    if code := idle or _missing(settings):
        sensors = [idle_sensor(each, both(code)) for each in SENSORS]
        clocks = [idle_schedule(each, both(code)) for each in SCHEDULES]
    return dg.Definitions(
        assets=assets.with_code_references(sources, reimports, undos),
        asset_checks=[checks.audit_import, checks.audit_dry_run],
        jobs=[
            jobs.import_job,
            jobs.dry_run_job,
            undo_job,
            reimport_job,
            retry_failed,
            jobs.refresh_job,
            reconciliation.reconcile,
            housekeeping,
        ],
        sensors=[*sensors, schedules.refresh_sensor],
        schedules=clocks,
        resources={
            **{name: fixed(resource) for name, resource in resources.items()},
            "io_manager": fixed_io_manager(ScratchIOManager(_scratch(settings))),
            "tables": table_io_manager,
        },
        # One process, also for what is materialized by hand or by the automation.
        executor=dg.in_process_executor,
    )


def _missing(settings: Settings) -> str:
    """Return the code of the sentence about the part without which nothing can tick; or ''."""
    if not settings.database_url:
        return "idle_without_database"
    return "" if settings.queue == "aws" else "idle_without_queue"


def configured_resources(settings: Settings) -> dict[str, dg.ConfigurableResource[None]]:
    """Return the resources of ops, checks and sensors by parameter name."""
    return {
        # Read from the environment when a run starts: it may carry a password.
        "database": PipelineDatabase(
            url=dg.EnvVar("DATABASE_URL") if settings.database_url else ""
        ),
        "store": UploadStore(url=settings.uploads_url),
        "queue": ImportQueue(
            is_configured=settings.queue == "aws",
            queue_name=settings.sqs_queue_name,
            dead_letter_queue_name=settings.sqs_dead_letter_queue_name,
            visibility_timeout_seconds=settings.sqs_visibility_timeout_seconds,
            max_receive_count=settings.sqs_max_receive_count,
            stalled_after_seconds=settings.stalled_after_seconds,
            reconcile_after_seconds=settings.reconcile_after_seconds,
            region=settings.aws_default_region,
            chunk_rows=settings.chunk_rows,
        ),
        "workbooks": WorkbookReading(**WorkbookLimits.of(settings)._asdict()),
        "scratch": _scratch(settings),
        "schedule_rules": ScheduleRules(
            source_roots=[str(root) for root in settings.source_roots],
            still_seconds=settings.source_still_seconds,
            catch_up_limit=settings.schedule_catch_up_limit,
            failure_limit=settings.schedule_failure_limit,
            retry_attempts=settings.retry_attempts,
        ),
        "links": Links(api_url=settings.api_url, dagster_url=settings.dagster_url),
        # A secret like the database's address, so also read when a run starts.
        "webhook": AlertWebhook(
            url=dg.EnvVar("ALERT_WEBHOOK_URL") if settings.alert_webhook_url else ""
        ),
        "event_webhooks": EventWebhooks(
            url=dg.EnvVar("WEBHOOK_URL") if settings.webhook_url else "",
            secret=dg.EnvVar("WEBHOOK_SECRET") if settings.webhook_url else "",
            events=[event.value for event in settings.webhook_events],
            private_targets=[str(network) for network in settings.webhook_private_targets],
        ),
        "retention": Retention(
            runs=settings.retention_runs_days,
            files=settings.retention_files_days,
            rows=settings.retention_rows_days,
            imports=settings.retention_imports_days,
            history=settings.retention_history_days,
            alerts=settings.retention_alerts_days,
            audit=settings.retention_audit_days,
            drafts=settings.retention_drafts_days,
            leftovers=settings.retention_leftovers_days,
            minutes=settings.housekeeping_minutes,
        ),
    }


def _scratch(settings: Settings) -> ScratchFolder:
    return ScratchFolder(base_dir=str(settings.scratch_dir))


defs = build_definitions(Settings())
