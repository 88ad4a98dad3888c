"""The columns of the tables and views that are assets, as the Dagster UI shows them.

A test compares them with the database that the migrations make.
"""

import dagster as dg

# table -> column -> (type in PostgreSQL, description)
COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    "vehicles": {
        "plate": ("text", "Canonical (Mercosul) plate; the key."),
        "placa": ("text", "Plate as the spreadsheet has it."),
        "modelo": ("text", "Model."),
        "ano": ("integer", "Model year."),
        "valor_fipe": ("numeric", "FIPE value in reais."),
        "import_id": ("uuid", "The import that wrote the row last."),
        "source_row": ("integer", "Row of that import's spreadsheet."),
        "created_at": ("timestamp with time zone", "When the vehicle was inserted."),
        "updated_at": ("timestamp with time zone", "When it was changed last."),
    },
    "rejected_rows": {
        "job_id": ("uuid", "The import."),
        "row_number": ("integer", "Row of its spreadsheet."),
        "code": ("text", "Kind of the fault."),
        "field": ("text", "Field at fault; empty for the row as a whole."),
        "value": ("text", "Value as the spreadsheet has it."),
        "params": ("jsonb", "Parameters of the fault's sentence."),
        "raw_row": ("jsonb", "The whole row as read."),
        "chunk_index": ("integer", "Chunk that the row came in."),
        "suggestion": ("text", "What may have been meant."),
    },
    "fleet_by_year": {
        "ano": ("integer", "Model year."),
        "vehicles": ("bigint", "Vehicles of that year."),
        "total_value": ("numeric", "Sum of their FIPE values in reais."),
        "average_value": ("numeric", "Mean of their FIPE values in reais."),
    },
    "fleet_by_price": {
        "lowest": (
            "numeric",
            "Lowest FIPE value of the band in reais; it ends where the next begins.",
        ),
        "vehicles": ("bigint", "Vehicles of that band."),
        "total_value": ("numeric", "Sum of their FIPE values in reais."),
    },
    "fipe_price_statistics": {
        "modelo": ("text", "Model."),
        "vehicles": ("bigint", "Vehicles of that model."),
        "lowest": ("numeric", "Lowest FIPE value in reais."),
        "median": ("numeric", "Median FIPE value in reais."),
        "highest": ("numeric", "Highest FIPE value in reais."),
    },
    "import_quality": {
        "day": ("date", "Day of the uploads (UTC)."),
        "imports": ("bigint", "Imports."),
        "failed": ("bigint", "Imports that failed."),
        "rows": ("bigint", "Rows of their files."),
        "rejected": ("bigint", "Rows that were rejected."),
        "duplicates": ("bigint", "Rows that were duplicates."),
        "rejected_percent": ("numeric", "Share of rejected rows in percent."),
    },
}

# Assets whose rows are stored in another form (docs/decisions/0020).
STORED_IN = {"rejected_rows": "rejected_parts"}


def table_metadata(table: str) -> dict[str, object]:
    """Return the metadata of a table's asset: its name and its columns."""
    columns = [
        dg.TableColumn(name, type, description)
        for name, (type, description) in COLUMNS[table].items()
    ]
    return {
        "dagster/table_name": f"public.{STORED_IN.get(table, table)}",
        "dagster/column_schema": dg.TableSchema(columns=columns),
    }
