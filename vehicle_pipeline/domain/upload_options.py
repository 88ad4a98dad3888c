"""Parses the options of an upload from the texts of a form or command line."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args

from vehicle_pipeline.contracts import (
    MAX_COLUMNS,
    ColumnName,
    ConflictPolicy,
    DecimalMark,
    Delimiter,
    DialectOverrides,
    Encoding,
    FieldName,
)
from vehicle_pipeline.domain.excerpts import excerpt
from vehicle_pipeline.domain.storable import is_storable
from vehicle_pipeline.errors import BadOptionError
from vehicle_pipeline.frozen import Frozen
from vehicle_pipeline.guard_contracts import MOST_CHANGE, Guard

T = TypeVar("T")

_FIELDS: tuple[FieldName, ...] = get_args(FieldName)
# The last row of a worksheet.
_LAST_ROW = 1_048_576

# Without case, spaces, `-` and `_`. "ANSI" is what Windows calls it.
_ENCODINGS = {
    **{encoding.replace("-", ""): encoding for encoding in Encoding},
    "cp1252": Encoding.WINDOWS_1252,
    "ansi": Encoding.WINDOWS_1252,
    "latin1": Encoding.ISO_8859_1,
    "ibm850": Encoding.CP850,
    "macintosh": Encoding.MAC_ROMAN,
}
_DELIMITERS = {
    **{delimiter.value: delimiter for delimiter in Delimiter},
    **{delimiter.name.lower(): delimiter for delimiter in Delimiter},
    "\\t": Delimiter.TAB,
}
_MARK_OF: dict[str, DecimalMark] = {"comma": "comma", ",": "comma", "dot": "dot", ".": "dot"}
# The limits of a guard, and the most that each may be.
_LIMITS = {
    name: MOST_CHANGE if name in ("max_price_change", "max_median_price_change") else 1
    for name in Guard.model_fields
}
_TRUTH = {"true": True, "false": False}
_POLICIES = {policy.value: policy for policy in ConflictPolicy}


class UploadOptions(Frozen):
    """How to import an upload, and what the sender specified about its dialect."""

    on_conflict: ConflictPolicy = ConflictPolicy.SKIP
    dry_run: bool = False
    overrides: DialectOverrides = DialectOverrides()
    guard: Guard = Guard()


def parse(texts: Mapping[str, str]) -> UploadOptions:
    """Return the options in `texts`, whose keys are those of OPTIONS.

    An empty text means that the option is detected: a browser sends it for a field that was not
    filled in. Raises BadOptionError: invalid_option, invalid_option_text, invalid_mapping,
    unknown_mapping_field, repeated_mapping, no_column_number, invalid_guard, unknown_limit,
    invalid_limit.
    """
    specified = {name: read(texts[name]) for name, read in _OVERRIDES.items() if texts.get(name)}
    return UploadOptions(
        on_conflict=_on_conflict(texts.get("on_conflict", "skip")),
        dry_run=_dry_run(texts.get("dry_run", "false")),
        overrides=DialectOverrides(**specified),
        guard=_guard(texts.get("guard") or "{}"),
    )


def checked(overrides: DialectOverrides) -> DialectOverrides:
    """Return overrides that came otherwise than as texts, by the same rules; raises as `parse`."""
    given = overrides.model_dump(mode="json", exclude_none=True)
    mapping = given.pop("mapping", None)
    texts = {name: str(value) for name, value in given.items()}
    return parse({**texts, "mapping": json.dumps(mapping) if mapping else ""}).overrides


def check_kind(overrides: DialectOverrides, *, is_workbook: bool) -> None:
    """Raise BadOptionError (text_option, workbook_option) if an option does not apply to the kind.

    Ignoring it would make the sender believe that it had been applied.
    """
    of_texts = {"encoding": overrides.encoding, "delimiter": overrides.delimiter}
    for field, value in of_texts.items() if is_workbook else []:
        if value is not None:
            raise BadOptionError("text_option", field=field)
    if overrides.sheet is not None and not is_workbook:
        raise BadOptionError("workbook_option", field="sheet")


def _choice(field: str, choices: Mapping[str, T], allowed: str) -> Callable[[str], T]:
    """Return a parser for one of `choices`; its error message lists `allowed`."""

    def read(text: str) -> T:
        found = choices.get(text.casefold().strip() or text)
        if found is None:
            raise _invalid(field, text, allowed)
        return found

    return read


_on_conflict = _choice("on_conflict", _POLICIES, ", ".join(_POLICIES))
_dry_run = _choice("dry_run", _TRUTH, ", ".join(_TRUTH))


def _encoding(text: str) -> Encoding:
    found = _ENCODINGS.get("".join(text.casefold().replace("-", " ").replace("_", " ").split()))
    if found is None:
        raise _invalid("encoding", text, ", ".join(Encoding))
    return found


def _header_row(text: str) -> int:
    digits = text.strip()
    row = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 9 else 0
    if not 1 <= row <= _LAST_ROW:
        raise _invalid("header_row", text, f"1..{_LAST_ROW}")
    return row


def _sheet(text: str) -> str:
    return _storable("sheet", text)


def _mapping(text: str) -> dict[str, ColumnName]:
    """`{"placa": "Nr. Placa", "ano": 3}`: our field to the header's text or the column's number."""
    found = _json_object(text)
    if found is None:
        raise BadOptionError("invalid_mapping")
    for field in found:
        if field not in _FIELDS:
            raise BadOptionError(
                "unknown_mapping_field", field=excerpt(field), allowed=", ".join(_FIELDS)
            )
    columns = [_column(column) for column in found.values()]
    repeated = next((column for column in columns if columns.count(column) > 1), None)
    if repeated is not None:
        raise BadOptionError("repeated_mapping", column=excerpt(str(repeated)))
    return dict(zip(found, columns, strict=True))


def _guard(text: str) -> Guard:
    """`{"max_rejected_share": 0.1}`: limits by their names."""
    found = _json_object(text)
    allowed = ", ".join(_LIMITS)
    if found is None:
        raise BadOptionError("invalid_guard", allowed=allowed)
    for name, value in found.items():
        if name not in _LIMITS:
            raise BadOptionError("unknown_limit", limit=excerpt(name), allowed=allowed)
        if value is not None and not _is_limit(value, _LIMITS[name]):
            raise BadOptionError("invalid_limit", limit=name, le=_LIMITS[name])
    return Guard(**found)


def _is_limit(value: object, most: int) -> bool:
    # `true` would pass for 1.
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most


def _json_object(text: str) -> dict[str, Any] | None:
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _column(column: object) -> ColumnName:
    # `true` would pass for 1.
    if isinstance(column, int) and not isinstance(column, bool):
        if not 1 <= column <= MAX_COLUMNS:
            raise BadOptionError("no_column_number", number=excerpt(str(column)), last=MAX_COLUMNS)
        return column
    if not isinstance(column, str) or not column.strip():
        raise BadOptionError("invalid_mapping")
    return _storable("mapping", column.strip())


def _storable(field: str, text: str) -> str:
    """`text`, unless PostgreSQL could not store it."""
    if not is_storable(text):
        raise BadOptionError("invalid_option_text", field=field)
    return text


def _invalid(field: str, text: str, allowed: str) -> BadOptionError:
    return BadOptionError("invalid_option", field=field, value=excerpt(text), allowed=allowed)


_OVERRIDES: dict[str, Callable[[str], Any]] = {
    "encoding": _encoding,
    "delimiter": _choice("delimiter", _DELIMITERS, "',', ';', '|', tab"),
    "decimal": _choice("decimal", _MARK_OF, "comma, dot"),
    "sheet": _sheet,
    "header_row": _header_row,
    "mapping": _mapping,
}
OPTIONS = ("on_conflict", "dry_run", "guard", *_OVERRIDES)
# Those that say how the file is read, besides what its columns are.
READING = tuple(name for name in _OVERRIDES if name != "mapping")
