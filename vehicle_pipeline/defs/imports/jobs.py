"""Jobs: import an upload, dry-run an upload, refresh the derived assets."""

import dagster as dg

from vehicle_pipeline.defs.imports import assets

# Retry a failed run from its first step: its scratch files and its claim on the import are gone,
# and the ledger skips the chunks that it had committed.
REPEAT_WHOLE = {"dagster/retry_strategy": "ALL_STEPS"}

import_job = dg.define_asset_job(
    "import_upload",
    selection=dg.AssetSelection.assets("vehicles", "rejected_rows"),
    # One process: starting another takes as long as loading a chunk (1 s). Imports run in parallel.
    executor_def=dg.in_process_executor,
    description="Imports one uploaded spreadsheet. Started by `upload_sensor`.",
    tags=REPEAT_WHOLE,
)


dry_run_job = dg.define_asset_job(
    "try_upload",
    selection=dg.AssetSelection.assets("dry_runs"),
    executor_def=dg.in_process_executor,
    description="Dry run: an import that changes no vehicles. Started by `upload_sensor`.",
    tags=REPEAT_WHOLE,
)

refresh_job = dg.define_asset_job(
    "refresh_derived",
    selection=dg.AssetSelection.assets(*(asset.key for asset in assets.derived)),
    executor_def=dg.in_process_executor,
    description="Refreshes the derived assets.",
)
