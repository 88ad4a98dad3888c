"""Chooses the column of each field in one header row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vehicle_pipeline.contracts import Assumption
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.headers import column_names
from vehicle_pipeline.spreadsheets.headers.column_names import Candidates, fold, folded_names

# Control characters count as space; PostgreSQL cannot store a NUL.
_CONTROLS = dict.fromkeys((*range(0x20), 0x7F), " ")
# Longest list of header texts in a sentence, in characters.
_LISTED = 1_000


@dataclass(frozen=True)
class Choice:
    """The candidates of each field in a header row, and the header texts named by the sender."""

    row: Sequence[str]
    candidates: Mapping[str, Candidates]
    wanted: Mapping[str, str]

    @property
    def missing(self) -> list[str]:
        """Fields without a candidate."""
        return [name for name, found in self.candidates.items() if not found.columns]

    @property
    def is_complete(self) -> bool:
        """Whether every field has a candidate."""
        return not self.missing

    def settled(self) -> tuple[dict[str, int], list[Assumption]]:
        """Return the position of each field, and the assumptions made.

        Raises BadSpreadsheetError: several_tables, ambiguous_columns, column_named_twice.
        """
        _check_one_table(self.candidates, self.row)
        for name, found in self.candidates.items():
            if len(found.columns) > 1:
                columns = _listed([self.row[at] for at in found.columns])
                raise BadSpreadsheetError("ambiguous_columns", field=name, found=columns)
        positions = {name: found.columns[0] for name, found in self.candidates.items()}
        _check_used_once(positions, self.row)
        assumptions = [
            Assumption(code=found.assumption, params={"column": clean(self.row[positions[name]])})
            for name, found in self.candidates.items()
            if found.assumption
        ]
        return positions, assumptions


def choose(row: Sequence[str], wanted: Mapping[str, str], fields: Sequence[str]) -> Choice:
    """Return the candidate columns of `row` for each of `fields`.

    `wanted`: our field -> the header text given by the sender, which has precedence.
    """
    folded = folded_names(row)
    named = {name: Candidates(_columns_called(text, row)) for name, text in wanted.items()}
    taken = {at for found in named.values() for at in found.columns}
    free = ["" if at in taken else name for at, name in enumerate(folded)]
    return Choice(
        row,
        {
            name: named[name] if name in named else column_names.candidates(name, free)
            for name in fields
        },
        wanted,
    )


def refuse(choice: Choice) -> BadSpreadsheetError:
    """Return the error for the best row, which lacks fields."""
    found = _listed([text for text in choice.row if text.strip()]) or "—"
    for name in choice.missing:
        if name in choice.wanted:
            column = choice.wanted[name]
            return BadSpreadsheetError("unknown_column", field=name, column=column, found=found)
    return BadSpreadsheetError(
        "missing_columns",
        missing=", ".join(choice.missing),
        found=found,
        expected=", ".join(choice.candidates),
    )


def clean(text: str) -> str:
    """Return a header text in one line, its spaces collapsed."""
    return " ".join(text.translate(_CONTROLS).split())


def texts(row: Sequence[str]) -> list[str]:
    """Return the texts of a header, each in one line."""
    return [clean(text) for text in row]


def _columns_called(text: str, row: Sequence[str]) -> list[int]:
    """Return the positions of the columns with exactly this text, else with the same folded."""
    if exact := [at for at, known in enumerate(row) if clean(known) == clean(text)]:
        return exact
    name = fold(text)
    return [at for at, known in enumerate(row) if name and fold(known) == name]


def _check_one_table(candidates: Mapping[str, Candidates], row: Sequence[str]) -> None:
    """Raise if several fields occur twice, once left and once right of the same column."""
    twice = [found.columns for found in candidates.values() if len(found.columns) > 1]
    spans = sorted((columns[0], columns[-1]) for columns in twice)
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            columns = sorted(at for found in twice for at in found)
            side = {"reason": "tables_side_by_side", "found": _listed([row[at] for at in columns])}
            raise BadSpreadsheetError("several_tables", **side)


def _check_used_once(positions: Mapping[str, int], row: Sequence[str]) -> None:
    owners: dict[int, str] = {}
    for name, at in positions.items():
        if at in owners:
            raise BadSpreadsheetError(
                "column_named_twice", fields=f"{owners[at]}, {name}", column=clean(row[at])
            )
        owners[at] = name


def _listed(headers: Sequence[str]) -> str:
    listed = ", ".join(texts(headers))
    return listed if len(listed) <= _LISTED else listed[: _LISTED - 1] + "…"
