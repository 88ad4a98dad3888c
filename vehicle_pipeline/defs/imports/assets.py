"""The assets: uploads -> vehicles and rejected_rows -> derived views."""

import dagster as dg

from vehicle_pipeline.contracts import ImportCounts
from vehicle_pipeline.defs import tables
from vehicle_pipeline.defs.imports import ops
from vehicle_pipeline.defs.imports.scratch import drop_scratch
from vehicle_pipeline.defs.resources import PipelineDatabase

uploads = dg.AssetSpec(
    "uploads",
    description="Uploaded spreadsheets. Each import reports one materialization.",
    group_name="imports",
    kinds={"csv", "excel"},
)


def _loaded(uploads: None) -> ImportCounts:
    """Wire the ops that imports and dry runs share."""
    judged = ops.open_upload(uploads).map(lambda plan: ops.validate_chunk(ops.read_chunk(plan)))
    repeats = ops.find_repeated_plates(judged.collect())
    counts: ImportCounts = ops.load_chunks(judged.collect(), repeats)
    return counts


@dg.graph_multi_asset(
    name="import_vehicles",
    group_name="imports",
    hooks={drop_scratch},
    ins={"uploads": dg.AssetIn("uploads", dagster_type=dg.Nothing)},
    outs={
        "vehicles": dg.AssetOut(
            dagster_type=dg.Nothing,
            description="One row per vehicle, keyed by its canonical plate.",
            kinds={"postgres", "table"},
        ),
        "rejected_rows": dg.AssetOut(
            dagster_type=dg.Nothing,
            description="Every fault of every row that was not imported, with its reason.",
            kinds={"postgres", "table"},
        ),
    },
)
def import_vehicles(uploads: None) -> dict[str, object]:
    """Import one upload into `vehicles` and `rejected_rows`."""
    vehicles, rejected_rows = ops.finish_import(_loaded(uploads))
    return {"vehicles": vehicles, "rejected_rows": rejected_rows}


@dg.graph_multi_asset(
    name="try_import",
    group_name="imports",
    hooks={drop_scratch},
    ins={"uploads": dg.AssetIn("uploads", dagster_type=dg.Nothing)},
    outs={
        "dry_runs": dg.AssetOut(
            dagster_type=dg.Nothing,
            description="Results of dry runs: what an import would do under each policy.",
            kinds={"postgres", "table"},
        )
    },
)
def try_import(uploads: None) -> dict[str, object]:
    """Report what importing one upload would do.

    A separate asset, so that dry runs do not mark `vehicles` as updated.
    """
    return {"dry_runs": ops.finish_dry_run(_loaded(uploads))}


def _derived(name: str, deps: list[str], description: str) -> dg.AssetsDefinition:
    """Return the asset of a materialized view in the database, which is refreshed as a whole."""

    @dg.asset(
        name=name,
        deps=deps,
        description=description,
        group_name="derived",
        kinds={"postgres", "view"},
    )
    def view(database: PipelineDatabase) -> dg.MaterializeResult[None]:
        rows = database.fleet_views.refresh(name)
        return dg.MaterializeResult(metadata={"preview": tables.table(rows), "shown": len(rows)})

    return view


derived = [
    _derived("fleet_by_year", ["vehicles"], "Vehicles and their FIPE value by model year."),
    _derived(
        "fipe_price_statistics", ["vehicles"], "Lowest, median and highest FIPE value by model."
    ),
    _derived(
        "import_quality",
        ["vehicles", "rejected_rows"],
        "Imports by day: rows, rejections and duplicates.",
    ),
]
