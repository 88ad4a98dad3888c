"""Two assets downstream of `vehicles`: one takes the table as pandas' DataFrame, one as Polars'.

Add ASSETS to the definitions of the pipeline. What they return is kept by Dagster's usual I/O
manager, in the runs' scratch folder; an asset that should last brings its own.
"""

import dagster as dg
import pandas as pd
import polars as pl

DEAREST = 10


@dg.asset(
    ins={
        "vehicles": dg.AssetIn(
            metadata={"columns": ["modelo", "valor_fipe"]}, input_manager_key="tables"
        )
    },
    group_name="examples",
)
def dearest_models(context: dg.AssetExecutionContext, vehicles: pd.DataFrame) -> pd.DataFrame:
    """The models with the highest mean FIPE value."""
    prices = vehicles.astype({"valor_fipe": "float64"}).groupby("modelo", as_index=False).mean()
    dearest = prices.nlargest(DEAREST, "valor_fipe")
    context.add_output_metadata({"dagster/row_count": len(dearest)})
    return dearest


@dg.asset(
    ins={
        "vehicles": dg.AssetIn(
            metadata={"columns": ["ano", "valor_fipe"]}, input_manager_key="tables"
        )
    },
    group_name="examples",
)
def value_by_decade(context: dg.AssetExecutionContext, vehicles: pl.DataFrame) -> pl.DataFrame:
    """The sum of the FIPE values by decade of the model year."""
    decades = (
        vehicles.group_by(decade=pl.col("ano") // 10 * 10)
        .agg(pl.col("valor_fipe").sum())
        .sort("decade")
    )
    context.add_output_metadata({"dagster/row_count": decades.height})
    return decades


ASSETS = [dearest_models, value_by_decade]
