"""The lineage: uploads -> vehicles and rejected_rows -> what is derived from them."""

import dagster as dg

from vehicle_pipeline.defs import ops
from vehicle_pipeline.defs.narration import markdown_table
from vehicle_pipeline.defs.resources import PipelineDatabase
from vehicle_pipeline.defs.scratch import drop_scratch

uploads = dg.AssetSpec(
    "uploads",
    description="Spreadsheets that people sent. Each import reports one materialization.",
    group_name="imports",
    kinds={"csv", "excel"},
)


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
            description="Every fault of every row that did not enter `vehicles`, with its reason.",
            kinds={"postgres", "table"},
        ),
    },
)
def import_vehicles(uploads: None) -> dict[str, object]:
    """One upload, from its file to the table."""
    judged = ops.open_upload(uploads).map(lambda plan: ops.validate_chunk(ops.read_chunk(plan)))
    repeats = ops.find_repeated_plates(judged.collect())
    loaded = ops.load_chunks(judged.collect(), repeats)
    vehicles, rejected_rows = ops.finish_import(loaded)
    return {"vehicles": vehicles, "rejected_rows": rejected_rows}


def _derived(name: str, deps: list[str], description: str) -> dg.AssetsDefinition:
    """An asset that is a materialized view of the database, refreshed as a whole."""

    @dg.asset(
        name=name,
        deps=deps,
        description=description,
        group_name="derived",
        kinds={"postgres", "view"},
    )
    def view(database: PipelineDatabase) -> dg.MaterializeResult[None]:
        rows = database.fleet.refresh(name)
        return dg.MaterializeResult(
            metadata={"preview": dg.MetadataValue.md(markdown_table(rows)), "shown": len(rows)}
        )

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
