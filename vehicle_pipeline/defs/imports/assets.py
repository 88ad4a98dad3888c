"""The assets: uploads -> vehicles and rejected_rows -> derived views."""

import warnings
from collections.abc import Sequence
from typing import Any

import dagster as dg

from vehicle_pipeline.contracts import ImportCounts
from vehicle_pipeline.defs import tables
from vehicle_pipeline.defs.imports import automation, lineage, ops
from vehicle_pipeline.defs.imports.scratch import drop_scratch
from vehicle_pipeline.defs.resources import PipelineDatabase
from vehicle_pipeline.defs.table_columns import table_metadata

OWNERS = ["team:vehicle-imports"]
# Who a layer is for; people filter the catalog by it.
IMPORTED = {"layer": "imported"}
_DERIVED = {"layer": "derived"}

uploads = dg.AssetSpec(
    "uploads",
    # What people upload comes from nowhere in Dagster.
    deps=["reimports"],
    description="Uploaded spreadsheets. Each import reports one materialization.",
    group_name="imports",
    owners=OWNERS,
    tags={"layer": "uploaded"},
    kinds={"csv", "excel"},
)


def _loaded(uploads: None) -> ImportCounts:
    """Wire the ops that imports and dry runs share."""
    judged = ops.open_upload(uploads).map(lambda plan: ops.validate_chunk(ops.read_chunk(plan)))
    repeats = ops.find_repeated_plates(judged.collect())
    cleared = ops.apply_guard(judged.collect(), repeats)
    counts: ImportCounts = ops.load_chunks(judged.collect(), repeats, cleared=cleared)
    return counts


def _imported(description: str, **more: Any) -> dg.AssetOut:
    """Return the output of an import, which its ops write to PostgreSQL themselves."""
    return dg.AssetOut(
        dagster_type=dg.Nothing,
        description=description,
        owners=OWNERS,
        tags=IMPORTED,
        kinds={"postgres", "table"},
        **more,
    )


@dg.graph_multi_asset(
    name="import_vehicles",
    group_name="imports",
    hooks={drop_scratch},
    ins={"uploads": dg.AssetIn("uploads", dagster_type=dg.Nothing)},
    outs={
        "vehicles": _imported(
            "One row per vehicle, keyed by its canonical plate.",
            metadata=table_metadata("vehicles"),
        ),
        "rejected_rows": _imported(
            "Every fault of every row that was not imported, with its reason.",
            metadata=table_metadata("rejected_rows"),
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
    outs={"dry_runs": _imported("Results of dry runs: what an import would do under each policy.")},
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
        owners=OWNERS,
        tags=_DERIVED,
        kinds={"postgres", "view"},
        metadata=table_metadata(name),
        io_manager_key="tables",
        automation_condition=automation.refresh,
        freshness_policy=automation.derived_freshness,
    )
    def view(database: PipelineDatabase) -> dg.MaterializeResult[None]:
        rows = database.fleet_views.refresh(name)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": database.rows.count(name),
                "dagster/column_lineage": lineage.of_view(name),
                "preview": tables.table(rows),
            }
        )

    return view


derived = [
    _derived("fleet_by_year", ["vehicles"], "Vehicles and their FIPE value by model year."),
    _derived(
        "fleet_by_price", ["vehicles"], "Vehicles and their FIPE value by band of FIPE values."
    ),
    _derived(
        "fipe_price_statistics", ["vehicles"], "Lowest, median and highest FIPE value by model."
    ),
    _derived(
        "import_quality",
        ["vehicles", "rejected_rows"],
        "Imports by day: rows, rejections and duplicates.",
    ),
]


def with_code_references(*more: dg.AssetsDefinition | dg.AssetSpec) -> Sequence[Any]:
    """Return all assets, and `more`, each with the place of its function in the source."""
    with warnings.catch_warnings():
        # Dagster calls this function beta.
        warnings.simplefilter("ignore", dg.BetaWarning)
        return dg.with_source_code_references(
            [uploads, import_vehicles.map_asset_specs(_fresh), try_import, *derived, *more]
        )


def _fresh(spec: dg.AssetSpec) -> dg.AssetSpec:
    # Graph-backed assets do not take a freshness policy in their decorator.
    if spec.key != dg.AssetKey("vehicles"):
        return spec
    return spec.replace_attributes(freshness_policy=automation.vehicles_freshness)
