"""The spans of runs whose processes were killed, and so could not record them."""

import dagster as dg

from vehicle_pipeline.defs.intake.run_errors import causes_of
from vehicle_pipeline.tracing.runs import TracedRun


def record_if_lost(instance: dg.DagsterInstance, run: dg.DagsterRun) -> None:
    """Record the span of a failed run that no process is left to record; else do nothing."""
    traced = TracedRun.of(run.run_id, run.job_name, run.tags)
    if traced is None or causes_of(instance, run.run_id):
        return
    record = instance.get_run_record_by_id(run.run_id)
    if record is not None:
        ended = record.end_time or record.update_timestamp.timestamp()
        began = record.start_time or record.create_timestamp.timestamp()
        traced.record(began, ended, "the run's process was killed")
