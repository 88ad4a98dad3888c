"""How a person wants a file to be read, from the address of its preview.

`map` stands once per column: our field and the header's text, `placa:Nr. Placa`. `shown` is what
the page before showed, and `kept` what of it was chosen by hand: only what differs is a choice.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from starlette.datastructures import QueryParams

from api.uploads.form import options_for
from vehicle_pipeline.contracts import DialectOverrides, FieldName
from vehicle_pipeline.errors import BadOptionError

FIELDS: tuple[FieldName, ...] = get_args(FieldName)
OPTIONS = ("encoding", "delimiter", "decimal", "sheet", "header_row")


@dataclass(frozen=True)
class Fault:
    """A choice that makes no sense: its sentence, and the control that it is about."""

    code: str
    params: dict[str, Any]
    control: str


@dataclass(frozen=True)
class Choices:
    """What was chosen. With `faults` the choices that they are about count for nothing.

    `picked`: the field of each header text as the controls have it; None: as the file is read.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    picked: Mapping[str, str] | None = None
    overrides: DialectOverrides = field(default_factory=DialectOverrides)
    from_memory: bool = True
    faults: Sequence[Fault] = ()

    @classmethod
    def of(cls, given: QueryParams, filename: str) -> "Choices":
        """Return the choices in an address for a file."""
        texts = {name: given.get(name, "") for name in OPTIONS}
        # The button beside a row says that it is the header.
        texts["header_row"] = given.get("this_row") or texts["header_row"]
        pairs = [pair(text) for text in given.getlist("map") if text]
        mapping, faults = dict(_pairs(given, "kept")), list[Fault]()
        if "map" in given:
            faults = list(_faults(pairs, dict(_pairs(given, "shown"))))
            if not faults:
                mapping |= _changed(pairs, dict(_pairs(given, "shown")))
        overrides, wrong = _parsed(filename, texts, mapping)
        faults += wrong
        return cls(
            texts=texts,
            picked={header: name for name, header in pairs} if faults else None,
            overrides=overrides,
            from_memory=given.get("memory") != "off",
            faults=faults,
        )


def _parsed(
    filename: str, texts: Mapping[str, str], mapping: Mapping[str, str]
) -> tuple[DialectOverrides, list[Fault]]:
    given = {**texts, "mapping": json.dumps(dict(mapping)) if mapping else ""}
    try:
        return options_for(filename, given).overrides, []
    except BadOptionError as error:
        fault = Fault(error.code, error.params, str(error.params.get("field", "map")))
        return DialectOverrides(), [fault]


def pair(text: str) -> tuple[str, str]:
    """Return our field and the header's text of `placa:Nr. Placa`."""
    name, _, header = text.partition(":")
    return name, header


def _pairs(given: QueryParams, name: str) -> list[tuple[str, str]]:
    return [pair(text) for text in given.getlist(name) if text]


def _changed(pairs: Sequence[tuple[str, str]], shown: Mapping[str, str]) -> dict[str, str]:
    return {name: header for name, header in pairs if shown.get(name) != header}


def _faults(pairs: Sequence[tuple[str, str]], shown: Mapping[str, str]) -> "list[Fault]":
    found = []
    for name in FIELDS:
        headers = [header for mapped, header in pairs if mapped == name]
        if len(headers) > 1:
            listed = ", ".join(f"'{header}'" for header in headers)
            found.append(Fault("ui_send_mapped_twice", {"field": name, "columns": listed}, "map"))
        elif not headers and name in shown:
            found.append(Fault("ui_send_unmapped", {"field": name}, "map"))
    return found
