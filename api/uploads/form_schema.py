"""The form of an upload as OpenAPI describes it: what `upload_form` takes."""

from typing import Any

from vehicle_pipeline.contracts import ConflictPolicy, Encoding

_PROPERTIES: dict[str, Any] = {
    "file": {
        "type": "string",
        "format": "binary",
        "description": "A .csv, .tsv, .txt, .xlsx, .xlsm, .xlsb, .xls or .ods file, or one of them "
        "alone in a .zip or .gz.",
    },
    "on_conflict": {
        "type": "string",
        "enum": list(ConflictPolicy),
        "default": "skip",
        "description": "What to do with plates that are in the table already.",
    },
    "dry_run": {
        "type": "string",
        "enum": ["true", "false"],
        "default": "false",
        "description": "Only try: no vehicle changes, and the import reports what either policy "
        "would do.",
    },
    "guard": {
        "type": "string",
        "contentMediaType": "application/json",
        "description": "JSON object of limits: max_rejected_share, max_changed_share, "
        "max_price_change, max_median_price_change, max_shrink. An import that exceeds one is "
        "held: nothing changes until it is approved or discarded.",
        "examples": ['{"max_rejected_share": 0.1, "max_price_change": 0.5}'],
    },
    "encoding": {
        "type": "string",
        "enum": list(Encoding),
        "description": "Of a text file, instead of the detected one; also cp1252, ansi, latin-1.",
        "examples": ["windows-1252"],
    },
    "delimiter": {
        "type": "string",
        "description": "Of a text file, instead of the detected one: the character, `\\t`, or "
        "comma, semicolon, tab, pipe.",
        "examples": [";", "tab"],
    },
    "decimal": {
        "type": "string",
        "enum": ["comma", "dot"],
        "description": "Decimal sign of the prices, instead of the detected one.",
        "examples": ["comma"],
    },
    "sheet": {
        "type": "string",
        "description": "Of a workbook, instead of the first one that has our columns.",
        "examples": ["Frota 2026"],
    },
    "header_row": {
        "type": "integer",
        "minimum": 1,
        "maximum": 1_048_576,
        "description": "Row of the header as the spreadsheet counts them: the first is 1.",
        "examples": [3],
    },
    "mapping": {
        "type": "string",
        "contentMediaType": "application/json",
        "description": "JSON object from any of modelo, placa, ano and valor_fipe to the text of "
        "the file's header, or to the column's number (the first is 1) where it has no name, or "
        "shares it. With four numbers `header_row` is needed too.",
        "examples": ['{"placa": "Nr. Placa", "valor_fipe": 4}'],
    },
}

UPLOAD_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": _PROPERTIES,
                },
                "encoding": {
                    name: {"contentType": "text/plain, application/json"}
                    for name in ("guard", "mapping")
                },
            }
        },
    }
}
