"""Faults of rows whose vehicle is registered already: its values there, and those of the row."""

import polars as pl

# A registered vehicle beside the row that has its plate, too; `registered_as` is its plate as
# written, the price is in reais with two decimals, as text. Null: the row has the same.
REGISTERED = pl.Schema(
    {
        "row_number": pl.Int32,
        "import_id": pl.String,
        "registered_as": pl.String,
        "registered_modelo": pl.String,
        "registered_ano": pl.Int32,
        "registered_valor_fipe": pl.String,
    }
)
# What the params of such a fault are made from: a million of them as JSON would take ten times the
# space. `modelo`, `ano` and `valor_fipe` are the row's.
COMPARED = pl.Schema(
    [
        *(column for column in REGISTERED.items() if column[0] != "row_number"),
        ("modelo", pl.String()),
        ("ano", pl.Int32()),
        ("valor_fipe", pl.String()),
    ]
)


def compared(registered: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return row_number, `value` (the row's plate as written) and the columns of COMPARED.

    `registered`: see REGISTERED. `rows`: row_number, placa, modelo, ano, valor_fipe.
    """
    values = rows.select(
        "row_number", "modelo", "ano", pl.col("valor_fipe").cast(pl.String), value="placa"
    )
    beside = registered.join(values, on="row_number", how="left", maintain_order="left")
    return beside.select("row_number", "value", *COMPARED.names())


def params() -> pl.Expr:
    """Return the params of faults with the columns `value` and COMPARED, as JSON objects."""
    there, here = _vehicle("registered_"), _vehicle("")
    alike, otherwise = pl.lit("registered_alike"), pl.lit("registered_otherwise")
    return pl.struct(
        pl.coalesce("registered_as", "value"),
        "import_id",
        registered=there,
        vehicle=here,
        reason=pl.when(there == here).then(alike).otherwise(otherwise),
    ).struct.json_encode()


def differs() -> pl.Expr:
    """Whether a registered vehicle (see REGISTERED) has other values than the row."""
    return pl.any_horizontal(
        pl.col(f"registered_{name}").is_not_null() for name in ("modelo", "ano", "valor_fipe")
    )


def _vehicle(prefix: str) -> pl.Expr:
    """A vehicle's values in a line: `VW Gol 1.0, 2020, R$ 45.000,00`."""
    modelo, ano, valor_fipe = (
        pl.coalesce(f"{prefix}{name}", name) for name in ("modelo", "ano", "valor_fipe")
    )
    return pl.format("{}, {}, R$ {}", modelo, ano, in_reais(valor_fipe))


def in_reais(amount: pl.Expr) -> pl.Expr:
    """Write amounts like `45000.00`, of at most ten digits, as in Brazil: `45.000,00`."""
    # Cut at fixed places: expressions would take ten times as long.
    reais = amount.str.head(-3)
    groups = [reais.str.head(-9), *(reais.str.head(-cut).str.tail(3) for cut in (6, 3))]
    dotted = [pl.when(group != "").then(group + ".").otherwise(pl.lit("")) for group in groups]
    return pl.concat_str([*dotted, reais.str.tail(3), pl.lit(","), amount.str.tail(2)])
