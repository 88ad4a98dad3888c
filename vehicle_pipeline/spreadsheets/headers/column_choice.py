"""Chooses the column of each field in one header row."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from vehicle_pipeline.contracts import Assumption, ColumnName
from vehicle_pipeline.domain import plates
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.headers import column_names
from vehicle_pipeline.spreadsheets.headers.column_names import (
    ANY_YEARS,
    MANUFACTURE_YEARS,
    Candidates,
    fold,
    folded_names,
)
from vehicle_pipeline.spreadsheets.headers.header_texts import clean, letters, listed, placed
from vehicle_pipeline.spreadsheets.headers.near_names import near
from vehicle_pipeline.spreadsheets.headers.other_quantities import has_dollar

# Most proposals in a sentence.
_PROPOSED = 8
# As long as a plate with blanks and signs in between.
_PLATE_CHARACTERS = 20


@dataclass(frozen=True)
class Choice:
    """The candidates of each field in a header row, and the columns that the sender has named."""

    row: Sequence[str]
    candidates: Mapping[str, Candidates]
    wanted: Mapping[str, ColumnName]

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
        _check_unambiguous(self.candidates, self.row)
        positions = {name: found.columns[0] for name, found in self.candidates.items()}
        _check_used_once(positions, self.row)
        assumptions = [
            Assumption(code=found.assumption, params={"column": clean(self.row[positions[name]])})
            for name, found in self.candidates.items()
            if found.assumption
        ]
        return positions, [*assumptions, *self._dollars(positions), *self._any_year(positions)]

    def certain(self, error: BadSpreadsheetError) -> dict[str, int]:
        """Return the position of each field about whose column an `error` leaves no doubt."""
        single = {name: found.columns[0] for name, found in self.candidates.items() if found.is_one}
        owners = Counter(single.values())
        doubtful = error.params.get("column")
        return {
            name: at
            for name, at in single.items()
            if owners[at] == 1
            and clean(self.row[at]) != doubtful
            and name != error.params.get("field")
        }

    def _dollars(self, positions: Mapping[str, int]) -> Iterator[Assumption]:
        """The assumption that the `$` of a price means reais."""
        at = positions.get("valor_fipe")
        if at is not None and "valor_fipe" not in self.wanted and has_dollar(self.row[at]):
            yield Assumption(code="assumed_reais", params={"column": clean(self.row[at])})

    def _any_year(self, positions: Mapping[str, int]) -> Iterator[Assumption]:
        """The assumption that `Ano` beside a year of manufacture is the model year."""
        names = folded_names(self.row)
        made = [at for at, name in enumerate(names) if name in MANUFACTURE_YEARS]
        at = positions.get("ano")
        if at is not None and names[at] in ANY_YEARS and made and "ano" not in self.wanted:
            params = {"column": clean(self.row[at]), "other": clean(self.row[made[0]])}
            yield Assumption(code="assumed_model_year", params=params)


def choose(row: Sequence[str], wanted: Mapping[str, ColumnName], fields: Sequence[str]) -> Choice:
    """Return the candidate columns of `row` for each of `fields`.

    `wanted`: our field -> the column given by the sender, which has precedence.
    """
    folded = folded_names(row)
    named = {name: Candidates(_columns_called(column, row)) for name, column in wanted.items()}
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


def refuse(choice: Choice, row: int, searched: int) -> BadSpreadsheetError:
    """Return the error for the best row, number `row`, which lacks fields.

    `searched`: how many rows were searched for the header, 1 if it was given.
    """
    found = listed([text for text in choice.row if text.strip()]) or "—"
    exact: dict[str, Any] = {"row": row, "searched": searched}
    for name in choice.missing:
        if name in choice.wanted:
            exact["reason"] = "column_not_in_row" if searched == 1 else "column_not_in_top"
            wanted = choice.wanted[name]
            column = letters(wanted - 1) if isinstance(wanted, int) else wanted
            return BadSpreadsheetError(
                "unknown_column", field=name, column=column, found=found, **exact
            )
    if not any(found.columns for found in choice.candidates.values()) and _has_plate(choice.row):
        exact["reason"] = "no_header" if searched > 1 else "vehicle_as_header"
    elif proposals := _proposals(choice):
        exact |= {"reason": "columns_near", "near": proposals}
    elif found != "—":
        exact["reason"] = "columns_unlike" if searched > 1 else "columns_unlike_given"
    return BadSpreadsheetError(
        "missing_columns",
        missing=", ".join(choice.missing),
        found=found,
        expected=", ".join(choice.candidates),
        **exact,
    )


def _proposals(choice: Choice) -> str:
    """Return what is near the missing fields: `'Tabela FIPE' (valor_fipe)`."""
    taken = {at for found in choice.candidates.values() for at in found.columns}
    proposed = [
        f"'{clean(choice.row[at])}' ({name})"
        for name, at in near(choice.row, taken)
        if name in choice.missing
    ]
    return ", ".join(proposed[:_PROPOSED])


def _has_plate(row: Sequence[str]) -> bool:
    return any(len(text) <= _PLATE_CHARACTERS and plates.canonical(text) for text in row)


def _columns_called(column: ColumnName, row: Sequence[str]) -> list[int]:
    """Return the positions of the columns with exactly this text, else with the same folded.

    A number is that of one column, if the row is so long.
    """
    if isinstance(column, int):
        return [column - 1] if column <= len(row) else []
    text = column
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
            side = {"reason": "tables_side_by_side", "found": placed(row, columns)}
            raise BadSpreadsheetError("several_tables", **side)


def _check_unambiguous(candidates: Mapping[str, Candidates], row: Sequence[str]) -> None:
    """Raise if a field has several columns; one header several times has its own sentence."""
    doubled = {name: found.columns for name, found in candidates.items() if len(found.columns) > 1}
    if not doubled:
        return
    is_same = all(len({fold(row[at]) for at in columns}) == 1 for columns in doubled.values())
    reason = {"reason": "doubled_header"} if is_same else {}
    columns = placed(row, [at for found in doubled.values() for at in found])
    raise BadSpreadsheetError(
        "ambiguous_columns", field=", ".join(doubled), found=columns, **reason
    )


def _check_used_once(positions: Mapping[str, int], row: Sequence[str]) -> None:
    owners: dict[int, str] = {}
    for name, at in positions.items():
        if at in owners:
            raise BadSpreadsheetError(
                "column_named_twice", fields=f"{owners[at]}, {name}", column=clean(row[at])
            )
        owners[at] = name
