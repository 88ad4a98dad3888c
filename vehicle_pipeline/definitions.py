"""The Dagster code location: the composition root of all definitions."""

import dagster as dg

from vehicle_pipeline.defs import alerts, schedules
from vehicle_pipeline.defs.fixed_resources import fixed, fixed_io_manager
from vehicle_pipeline.defs.imports import assets, checks, jobs
from vehicle_pipeline.defs.imports.scratch import ScratchFolder, ScratchIOManager
from vehicle_pipeline.defs.intake import dead_letters, reconciliation, run_sensors
from vehicle_pipeline.defs.intake.upload_sensor import upload_sensor
from vehicle_pipeline.defs.resources import (
    AlertWebhook,
    ImportQueue,
    Links,
    PipelineDatabase,
    UploadStore,
    WorkbookReading,
)
from vehicle_pipeline.defs.upkeep.housekeeping import Retention, housekeeping
from vehicle_pipeline.settings import Settings
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits


def build_definitions(settings: Settings) -> dg.Definitions:
    """Return all Dagster definitions, configured by `settings`."""
    resources = configured_resources(settings)
    return dg.Definitions(
        assets=[assets.uploads, assets.import_vehicles, assets.try_import, *assets.derived],
        asset_checks=[checks.audit_import, checks.audit_dry_run],
        jobs=[
            jobs.import_job,
            jobs.dry_run_job,
            jobs.refresh_job,
            reconciliation.reconcile,
            housekeeping,
        ],
        sensors=[
            upload_sensor,
            run_sensors.import_failure_sensor,
            run_sensors.import_cancelled_sensor,
            dead_letters.dead_letter_sensor,
            alerts.alert_sensor,
        ],
        schedules=[
            schedules.refresh_schedule,
            schedules.reconcile_every_minute,
            schedules.housekeeping_schedule,
        ],
        resources={
            **{name: fixed(resource) for name, resource in resources.items()},
            "io_manager": fixed_io_manager(ScratchIOManager(_scratch(settings))),
        },
    )


def configured_resources(settings: Settings) -> dict[str, dg.ConfigurableResource[None]]:
    """Return the resources of ops, checks and sensors by parameter name."""
    return {
        # Read from the environment when a run starts: it may carry a password.
        "database": PipelineDatabase(url=dg.EnvVar("DATABASE_URL")),
        "store": UploadStore(url=settings.uploads_url),
        "queue": ImportQueue(
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
        "links": Links(api_url=settings.api_url, dagster_url=settings.dagster_url),
        # A secret like the database's address, so also read when a run starts.
        "webhook": AlertWebhook(
            url=dg.EnvVar("ALERT_WEBHOOK_URL") if settings.alert_webhook_url else ""
        ),
        "retention": Retention(
            runs=settings.retention_runs_days,
            files=settings.retention_files_days,
            rows=settings.retention_rows_days,
            imports=settings.retention_imports_days,
            alerts=settings.retention_alerts_days,
            leftovers=settings.retention_leftovers_days,
            minutes=settings.housekeeping_minutes,
        ),
    }


def _scratch(settings: Settings) -> ScratchFolder:
    return ScratchFolder(base_dir=str(settings.scratch_dir))


defs = build_definitions(Settings())
