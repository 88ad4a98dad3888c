"""What can be wrong with a row, as a Polars type."""

import polars as pl

# One fault of a row. `params` is a JSON object; its optional `reason` is the code of a more exact
# sentence. `suggestion` is a value that would be accepted, or null.
FAULT = pl.Struct(
    {
        "code": pl.String,
        "field": pl.String,
        "value": pl.String,
        "params": pl.String,
        "suggestion": pl.String,
    }
)
