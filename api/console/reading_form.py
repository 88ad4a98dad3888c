"""How files are read, as fields of a form; an empty one is found out from each file."""

import json
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict

from api.console.faults import Faults
from api.console.rendering import Page
from vehicle_pipeline.contracts import ColumnName, Delimiter, DialectOverrides, Encoding, FieldName
from vehicle_pipeline.domain.upload_options import READING, parse
from vehicle_pipeline.errors import BadOptionError

# What the fields of a choice offer.
ENCODINGS = [each.value for each in Encoding]
DELIMITERS = [each.name.lower() for each in Delimiter]
_COLUMN = "column_"
# Our fields, each with the control in which the header's text is typed.
COLUMNS: dict[FieldName, str] = {name: _COLUMN + name for name in get_args(FieldName)}


class ReadingForm(BaseModel):
    """The texts of the fields; `reading` is empty in forms that have none of them."""

    model_config = ConfigDict(str_max_length=2_000)

    reading: str = ""
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    sheet: str = ""
    header_row: str = ""
    column_modelo: str = ""
    column_placa: str = ""
    column_ano: str = ""
    column_valor_fipe: str = ""

    @property
    def has_reading(self) -> bool:
        """Whether anything is said about reading."""
        return any(getattr(self, name) for name in (*READING, *COLUMNS.values()))

    @staticmethod
    def texts_of(overrides: DialectOverrides) -> dict[str, str]:
        """Return the texts that say what `overrides` say."""
        said = overrides.model_dump(mode="json", exclude_none=True)
        texts: dict[str, str] = {name: str(said[name]) for name in READING if name in said}
        if "delimiter" in texts:
            texts["delimiter"] = Delimiter(texts["delimiter"]).name.lower()
        columns = overrides.mapping.items()
        return texts | {COLUMNS[name]: _text_of(column) for name, column in columns}

    def overrides(self, page: Page) -> tuple[dict[str, Any], Faults]:
        """Return what was typed as the API takes it, and what is wrong with it."""
        texts = {name: getattr(self, name).strip() for name in READING}
        typed = {name: getattr(self, control).strip() for name, control in COLUMNS.items()}
        mapping = {name: _column(text) for name, text in typed.items() if text}
        try:
            options = parse({**texts, "mapping": json.dumps(mapping) if mapping else ""})
        except BadOptionError as error:
            return {}, {control_of(error): page.text(error.code, **error.params)}
        return options.overrides.model_dump(mode="json", exclude_none=True), {}


def _text_of(column: ColumnName) -> str:
    return f"@{column}" if isinstance(column, int) else column


def _column(text: str) -> ColumnName:
    """Return the header's text, or the number of `@3`."""
    number = text.removeprefix("@")
    is_number = number.isascii() and number.isdecimal() and len(number) < 9
    return int(number) if is_number and number != text else text


def control_of(error: BadOptionError) -> str:
    """Return the control that a refused option is about."""
    name = str(error.params.get("field", "mapping"))
    return COLUMNS["modelo"] if name == "mapping" else name
