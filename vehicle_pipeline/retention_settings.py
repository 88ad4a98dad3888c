"""The part of the configuration that says how long things are kept."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings

# A century: dates stay within what Python and PostgreSQL know.
Days = Annotated[float, Field(gt=0, le=36_500)]


class RetentionSettings(BaseSettings):
    """One field per environment variable, as in `Settings`."""

    # Housekeeping: ages in days, fractions allowed, after which things are removed.
    retention_runs_days: Days = Field(
        30, description="Finished Dagster runs, with their events, logs and artifacts."
    )
    retention_files_days: Days = Field(
        90, description="An uploaded file, once all of its imports have ended."
    )
    retention_rows_days: Days = Field(
        365, description="Rejected rows and log lines of an import that has ended."
    )
    retention_imports_days: Days = Field(730, description="The import itself. The vehicles stay.")
    retention_history_days: Days = Field(
        1825,
        description="What vehicles were before a change. An undo cannot go back to older values.",
    )
    retention_alerts_days: Days = Field(90, description="Alerts and dead letters.")
    retention_audit_days: Days = Field(1825, description="The audit log: who has done what.")
    retention_drafts_days: Days = Field(
        1, description="An upload that waits in the console and that nobody confirms."
    )
    retention_leftovers_days: Days = Field(
        1, description="What crashes left: half-written files, files without an import."
    )
    housekeeping_minutes: float = Field(
        10,
        gt=0,
        le=1_440,
        description="Longest time of one step of housekeeping; the next run goes on.",
    )
