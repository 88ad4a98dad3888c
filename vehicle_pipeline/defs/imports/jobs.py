"""Jobs: one per upload, one per upload that is only tried, one for what is derived."""

import dagster as dg

from vehicle_pipeline.defs.imports import assets

# A run that died is repeated whole: its scratch files and its hold on the import are gone, and
# the ledger skips what it had committed.
_REPEAT_WHOLE = {"dagster/retry_strategy": "ALL_STEPS"}

import_job = dg.define_asset_job(
    "import_upload",
    selection=dg.AssetSelection.assets("vehicles", "rejected_rows"),
    # One process: a chunk takes a second, a process as long to start. Imports run side by side.
    executor_def=dg.in_process_executor,
    description="Imports one uploaded spreadsheet. Started by `upload_sensor`.",
    tags=_REPEAT_WHOLE,
)


dry_run_job = dg.define_asset_job(
    "try_upload",
    selection=dg.AssetSelection.assets("dry_runs"),
    executor_def=dg.in_process_executor,
    description="Tries an import: does all but change the vehicles. Started by `upload_sensor`.",
    tags=_REPEAT_WHOLE,
)

refresh_job = dg.define_asset_job(
    "refresh_derived",
    selection=dg.AssetSelection.assets(*(asset.key for asset in assets.derived)),
    executor_def=dg.in_process_executor,
    description="Computes the derived assets afresh.",
)
