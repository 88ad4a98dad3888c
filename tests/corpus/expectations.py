"""The files of this folder and what each has to give."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.oracle.reference import Accepted

HERE = Path(__file__).parent
SUFFIX = ".expected.json"


@dataclass(frozen=True, order=True)
class Fault:
    """One fault of one row."""

    row_number: int
    code: str
    field: str
    value: str | None = None
    suggestion: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a file: its receipt and its rows, or the code that refused it."""

    refusal: str | None
    # None where they are not to be seen, as over HTTP.
    params: dict[str, Any] | None
    dialect: dict[str, Any]
    accepted: list[Accepted]
    rejections: list[Fault]

    @property
    def assumptions(self) -> list[str]:
        return [assumption["code"] for assumption in self.dialect.get("assumptions", [])]


@dataclass(frozen=True)
class Sample:
    """A file and its expectation."""

    path: Path
    expected: dict[str, Any]

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def content(self) -> bytes:
        """The file, with years that depend on when it is read."""
        content = self.path.read_bytes()
        for name, year in years_from_now().items():
            content = content.replace(b"{{%s}}" % name.encode(), str(year).encode())
        return content

    @property
    def overrides(self) -> dict[str, Any]:
        """What the sender says about the file."""
        said: dict[str, Any] = self.expected.get("overrides", {})
        return said

    @property
    def accepted(self) -> list[Accepted]:
        return [
            Accepted(
                **{
                    **row,
                    "ano": int(row["ano"]),
                    "valor_fipe": Decimal(row["valor_fipe"]),
                }
            )
            for row in self.expected.get("accepted", [])
        ]

    def check(self, actual: Outcome) -> None:
        """Compare; an expectation may leave out what it has nothing to say about."""
        assert actual.refusal == self.expected.get("refusal"), actual.params
        if actual.refusal:
            params = self.expected.get("params", {})
            assert actual.params is None or actual.params.items() >= params.items()
            return
        excerpt = self.expected["dialect"]
        assert {key: actual.dialect[key] for key in excerpt} == excerpt
        assert actual.assumptions == self.expected["assumptions"]
        assert actual.accepted == self.accepted
        self._check_rejections(actual.rejections)

    def _check_rejections(self, actual: list[Fault]) -> None:
        expected = self.expected["rejections"]
        where = [(row["row_number"], row["code"], row["field"]) for row in expected]
        found = [(fault.row_number, fault.code, fault.field) for fault in actual]
        assert sorted(found) == sorted(where)
        values = dict(zip(where, expected, strict=True))
        for fault in actual:
            row = values[fault.row_number, fault.code, fault.field]
            assert fault.value == row.get("value", fault.value), row
            assert fault.suggestion == row.get("suggestion", fault.suggestion), row


def years_from_now() -> dict[str, int]:
    this_year = datetime.now(UTC).year
    return {
        "this_year": this_year,
        "next_year": this_year + 1,
        "year_after_next": this_year + 2,
    }


def samples() -> list[Sample]:
    """Every file, by name."""
    paths = [path for folder in ("text", "workbooks") for path in (HERE / folder).iterdir()]
    return [
        Sample(path, expectation(path)) for path in sorted(paths) if not path.name.endswith(SUFFIX)
    ]


def expectation(path: Path) -> dict[str, Any]:
    written = path.with_name(path.stem + SUFFIX).read_text("utf-8")
    for name, year in years_from_now().items():
        written = written.replace(f"{{{{{name}}}}}", str(year))
    expected: dict[str, Any] = json.loads(written)
    return expected
