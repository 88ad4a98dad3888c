"""Recognises a header by its names."""

import hashlib
from collections.abc import Mapping, Sequence

from vehicle_pipeline.contracts import ColumnName, FieldName
from vehicle_pipeline.spreadsheets.headers.column_names import fold
from vehicle_pipeline.spreadsheets.headers.header_texts import clean


def fingerprint(
    columns: Sequence[str], mapping: Mapping[FieldName, ColumnName] | None = None
) -> str:
    """Return the hash of a header's names, in hexadecimal, for what is remembered of it.

    Case, accents and punctuation make no difference; nor do blank columns and the order, unless
    the `mapping` has numbers of columns, which hold for the same places only.
    """
    if any(isinstance(column, int) for column in (mapping or {}).values()):
        return placed_fingerprint(columns)
    return _hash(sorted(_name(text) for text in columns if text.strip()))


def placed_fingerprint(columns: Sequence[str]) -> str:
    """Return the same of the names in their places, blank ones included."""
    return _hash(["by place", *map(_name, columns)])


def _name(text: str) -> str:
    # Folding leaves nothing of a name in other letters.
    return fold(text) or clean(text).casefold()


def _hash(names: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(names).encode("utf-8", "replace")).hexdigest()
