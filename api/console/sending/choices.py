"""How a person wants a file to be read, from the address of its preview.

`map` stands once per column: our field and the header's text, `placa:Nr. Placa`, or the column's
number where no text names it alone, `placa@3`. `shown` is what the page before showed, and `kept`
what of it was chosen by hand: only what differs is a choice. Numbers hold for the header row that
was shown, `at_row`.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from starlette.datastructures import QueryParams

from api.uploads.form import options_for
from vehicle_pipeline.contracts import ColumnName, DialectOverrides, FieldName
from vehicle_pipeline.domain.upload_options import READING
from vehicle_pipeline.errors import BadOptionError
from vehicle_pipeline.spreadsheets.headers.header_texts import letters
from vehicle_pipeline.spreadsheets.preview import Refusal

FIELDS: tuple[FieldName, ...] = get_args(FieldName)


@dataclass(frozen=True)
class Fault:
    """A choice that makes no sense: its sentence, and the control that it is about.

    `columns`: of the choices among columns, those that are at fault.
    """

    code: str
    params: dict[str, Any]
    control: str
    columns: Sequence[ColumnName] = ()


@dataclass(frozen=True)
class Choices:
    """What was chosen. With `faults` the choices that they are about count for nothing.

    `picked`: the field of each column as the controls have it; None: as the file is read.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    picked: Mapping[ColumnName, str] | None = None
    overrides: DialectOverrides = field(default_factory=DialectOverrides)
    from_memory: bool = True
    faults: Sequence[Fault] = ()

    @classmethod
    def of(cls, given: QueryParams, filename: str) -> "Choices":
        """Return the choices in an address for a file."""
        texts = {name: given.get(name, "") for name in READING}
        # The button beside a row says that it is the header.
        texts["header_row"] = given.get("this_row") or texts["header_row"]
        pairs = [pair(text) for text in given.getlist("map") if text]
        mapping, faults = dict(_pairs(given, "kept")), list[Fault]()
        if "map" in given:
            faults = list(_faults(pairs, dict(_pairs(given, "shown"))))
            if not faults:
                mapping |= _changed(pairs, dict(_pairs(given, "shown")))
        if not texts["header_row"] and any(isinstance(each, int) for each in mapping.values()):
            texts["header_row"] = given.get("at_row", "")
        overrides, wrong = _parsed(filename, texts, mapping)
        faults += wrong
        return cls(
            texts=texts,
            picked={column: name for name, column in pairs} if faults else None,
            overrides=overrides,
            from_memory=given.get("memory") != "off",
            faults=faults,
        )

    def without_header_row(self, refusal: Refusal | None) -> "Choices":
        """Return the choices without the row of the header, with why it is none."""
        overrides = self.overrides.model_copy(update={"header_row": None})
        params = refusal.params if refusal else {}
        fault = Fault(refusal.code if refusal else "no_header_row", params, "header_row")
        return replace(self, overrides=overrides, faults=[*self.faults, fault])


def _parsed(
    filename: str, texts: Mapping[str, str], mapping: Mapping[str, ColumnName]
) -> tuple[DialectOverrides, list[Fault]]:
    given = {**texts, "mapping": json.dumps(dict(mapping)) if mapping else ""}
    try:
        return options_for(filename, given).overrides, []
    except BadOptionError as error:
        fault = Fault(error.code, error.params, str(error.params.get("field", "map")))
        return DialectOverrides(), [fault]


def pair(text: str) -> tuple[str, ColumnName]:
    """Return our field and the column of `placa:Nr. Placa` or `placa@3`."""
    name, _, number = text.partition("@")
    if name in FIELDS and number.isascii() and number.isdecimal() and len(number) < 9:
        return name, int(number)
    name, _, header = text.partition(":")
    return name, header


def paired(name: str, column: ColumnName) -> str:
    """Return the text that `pair` takes apart."""
    return f"{name}@{column}" if isinstance(column, int) else f"{name}:{column}"


def told(column: ColumnName) -> str:
    """Return a column as a sentence has it: its text in quotes, or its letters."""
    return letters(column - 1) if isinstance(column, int) else f"'{column}'"


def column_names(columns: Sequence[str]) -> list[ColumnName]:
    """Return what each column is named by: its text, or its number if that is none, or shared."""
    count = Counter(columns)
    return [
        text if text and count[text] == 1 else number
        for number, text in enumerate(columns, start=1)
    ]


def _pairs(given: QueryParams, name: str) -> list[tuple[str, ColumnName]]:
    return [pair(text) for text in given.getlist(name) if text]


def _changed(
    pairs: Sequence[tuple[str, ColumnName]], shown: Mapping[str, ColumnName]
) -> dict[str, ColumnName]:
    return {name: header for name, header in pairs if shown.get(name) != header}


def _faults(
    pairs: Sequence[tuple[str, ColumnName]], shown: Mapping[str, ColumnName]
) -> list[Fault]:
    found = []
    for name in FIELDS:
        columns = [column for mapped, column in pairs if mapped == name]
        if len(columns) > 1:
            listed = ", ".join(map(told, columns))
            twice = {"field": name, "columns": listed}
            found.append(Fault("ui_send_mapped_twice", twice, "map", columns))
        elif not columns and name in shown:
            # The one that it was moved away from.
            found.append(Fault("ui_send_unmapped", {"field": name}, "map", [shown[name]]))
    return found
