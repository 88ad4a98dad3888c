"""Proposes columns for fields that no column names: `plca`, `Tabela FIPE`, `valor_veiculo`.

A proposal is shown, never used: a column of prices may be what the vehicles cost.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from vehicle_pipeline.spreadsheets.headers.column_names import NAMES, near_names

# Words in a folded header text that hint at a field, the most telling field first: a column
# `valor_veiculo` is one of values.
_HINTS: Mapping[str, tuple[str, ...]] = {
    "valor_fipe": ("fipe", "valor", "preco", "price", "value"),
    "placa": ("placa", "plate"),
    "ano": ("anofab", "anomod", "anodo", "anoveic", "year", "modeloano", "fabmod"),
    "modelo": ("modelo", "veiculo", "carro", "automovel", "model", "vehicle", "descricaodobem"),
}
_FIELDS = {
    name: field for field, groups in NAMES.items() for group in groups for name in group.names
}
# How alike two names are that differ by one letter of five: `plca`, `modeo`.
_ALIKE = 0.84
# What is looked at of a header: names are short, and tables of so many columns are rare.
_COLUMNS = 200
_CHARACTERS = 40


def near(row: Sequence[str], taken: set[int]) -> Iterator[tuple[str, int]]:
    """Yield the field that each column of a header may be meant for, and the column's position.

    `taken`: positions of the columns that have a field.
    """
    for at, name in enumerate(near_names(row[:_COLUMNS])):
        if at not in taken and 0 < len(name) <= _CHARACTERS and (field := _nearest(name)):
            yield field, at


def _nearest(name: str) -> str | None:
    for alike in get_close_matches(name, _FIELDS, n=1, cutoff=_ALIKE):
        return _FIELDS[alike]
    hinted = (field for field, hints in _HINTS.items() if any(hint in name for hint in hints))
    return next(hinted, None)
