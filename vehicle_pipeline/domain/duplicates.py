"""Faults of rows whose vehicle is registered already: its values there, and those of the row."""

import polars as pl

# A registered vehicle beside the row that has its plate, too; `registered_as` is its plate as
# written, the price is in reais with two decimals, as text.
REGISTERED = pl.Schema(
    {
        "row_number": pl.Int32,
        "placa": pl.String,
        "registered_as": pl.String,
        "registered_modelo": pl.String,
        "registered_ano": pl.Int32,
        "registered_valor_fipe": pl.String,
        "import_id": pl.String,
    }
)


def params(registered: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """Return the params of the faults as JSON objects.

    `registered`: see REGISTERED. `rows`: row_number, modelo, ano, valor_fipe.
    """
    values = rows.select("row_number", "modelo", "ano", pl.col("valor_fipe").cast(pl.String))
    there, here = _vehicle("registered_"), _vehicle("")
    alike, otherwise = pl.lit("registered_alike"), pl.lit("registered_otherwise")
    beside = registered.join(values, on="row_number", how="left", maintain_order="left")
    return beside.select(
        pl.struct(
            "registered_as",
            "import_id",
            registered=there,
            vehicle=here,
            reason=pl.when(there == here).then(alike).otherwise(otherwise),
        ).struct.json_encode()
    ).to_series()


def _vehicle(prefix: str) -> pl.Expr:
    """A vehicle's values in a line: `VW Gol 1.0, 2020, R$ 45.000,00`."""
    modelo, ano, valor_fipe = (f"{prefix}{name}" for name in ("modelo", "ano", "valor_fipe"))
    return pl.format("{}, {}, R$ {}", modelo, ano, in_reais(pl.col(valor_fipe)))


def in_reais(amount: pl.Expr) -> pl.Expr:
    """Write amounts like `45000.00` as in Brazil: `45.000,00`."""
    reais, cents = (amount.str.extract(r"^([0-9]+)\.([0-9]+)$", part) for part in (1, 2))
    grouped = reais.str.reverse().str.replace_all("([0-9]{3})", "$1.").str.reverse()
    return pl.format("{},{}", grouped.str.strip_chars_start("."), cents)
