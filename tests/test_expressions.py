"""No expression takes longer than the text it reads is long, whatever a stranger has written.

Python's engine goes back and tries again; where two parts of an expression fit the same signs, a
text that fits almost takes the square of its length, or worse. Polars' engine (Rust's `regex`)
does not go back and needs no test of this kind.
"""

import ast
import importlib
import itertools
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import api
import vehicle_pipeline
from api.language import preferred
from vehicle_pipeline.domain.outside_text import inert
from vehicle_pipeline.domain.plates import canonical
from vehicle_pipeline.domain.run_failures import reason
from vehicle_pipeline.spreadsheets.confined.shown_cells import _STYLED, _WITHOUT_RESULT
from vehicle_pipeline.spreadsheets.headers.column_names import fold
from vehicle_pipeline.spreadsheets.text.quoting import Quoting

Reader = Callable[[str], object]
WAYS = {"match", "fullmatch", "search", "sub", "findall", "finditer"}

# Expressions that are no constants of their module and so not found there: how many a module has.
# Classes of single signs and fixed texts, which cannot go back, or such as are tried by name below.
ELSEWHERE = {
    "column_names": 1,
    "database": 1,
    "disk": 1,
    "attachments": 1,
    "downloads": 1,
    "filename": 1,
    "malformed": 1,
    "model_numbers": 1,
    "object_names": 1,
    "packages": 1,
    "plates": 2,
    "quoting": 1,
    "rows_xml": 1,
    "run_failures": 1,
    "scratch": 1,
    "shown_cells": 3,
    "text_file": 1,
}

# Repeated many times: what many expressions skip, and the tags that ours look for.
REPEATED = [
    *" \t0aAx.,:;=?/'\"#%-_+*()[]@<>&",
    "\n",
    '""',
    "://",
    "x=",
    "em ",
    "token=",
    "1.",
    "<c ",
    ' t="s"',
    ' t="e',
    ' r="1',
    "<sheetData ",
    "<dimension ",
    "<table:table-cell ",
    ' calcext:value-type="error"',
    ' office:value-type="float"',
    ' office:value="',
    "<v>",
    "<f>",
    "<f ",
    '<c s="1"><v>',
    "<c><f>",
    "<col ",
    ' hidden="1',
    "<table:table ",
    ' table:formula="',
    "<text:p>",
    "$",
    "[$",
    "x:",
    "<x:",
    "<sst",
    "<!doctype ",
]
# What an expression may need to begin with before it skips anything.
BEFORE = [
    "",
    "x",
    "en",
    "R$",
    "em",
    "(",
    '"',
    "'",
    "a://",
    "x?a",
    "password",
    "<c",
    "<row",
    '<c t="s">',
    '<c s="1">',
    "<c><f",
    "<sheetData",
    "<dimension",
    "<table:table-cell",
    '<table:table-cell office:value-type="float"',
    "<?xml",
    "<!doctype",
    "memory allocation of ",
    "UnavailableError: ",
]
# Characters of a text.
LENGTH = 100_000
# Ten times the text may take so many times as long; the square would be 100 times.
GROWTH = 30
# What takes less for a tenth of the text is no square of anything, in seconds of processor time.
UNSUSPICIOUS = 0.01


def sources() -> Iterator[tuple[str, str]]:
    """The modules that use expressions: name and source."""
    for package in (api, vehicle_pipeline):
        root = Path(package.__file__ or "").parent
        for path in root.rglob("*.py"):
            source = path.read_text()
            if "import re\n" in source:
                yield ".".join(path.relative_to(root.parent).with_suffix("").parts), source


def constants() -> Iterator[tuple[str, Reader]]:
    """Every expression that is a constant, as it is used in its module."""
    for module, source in sources():
        for name, value in vars(importlib.import_module(module)).items():
            ways = set(re.findall(rf"\b{name}\.(\w+)\(", source)) & WAYS or {"search"}
            for expression, way in itertools.product(patterns(value), sorted(ways)):
                yield f"{module}.{name}.{way}", reader(expression, way)


def reader(expression: re.Pattern[Any], way: str) -> Reader:
    is_binary = isinstance(expression.pattern, bytes)
    # What stands for a match is of no interest.
    ask = (
        partial(expression.sub, "") if way == "sub" and not is_binary else getattr(expression, way)
    )
    if way == "sub" and is_binary:
        ask = partial(expression.sub, b"")
    return (lambda text: ask(text.encode())) if is_binary else ask


def patterns(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple):
        yield from itertools.chain.from_iterable(map(patterns, value))


READERS: dict[str, Reader] = {
    **dict(constants()),
    **{
        f"quoting.{name}": reader(each, "match")
        for name, each in vars(Quoting(b";")).items()
        if isinstance(each, re.Pattern)
    },
    "rows_xml.row": reader(re.compile(rb"<row(?=[\s/>])([^>]*)"), "findall"),
    "shown_cells.styled": reader(re.compile(_STYLED % (b"1", b"")), "sub"),
    "shown_cells.formula": reader(_WITHOUT_RESULT, "sub"),
    "preferred": preferred,
    "inert": inert,
    "canonical": canonical,
    "fold": fold,
    "reason": lambda text: reason([("Error", text)]),
}


@pytest.mark.parametrize("name", READERS)
def test_ten_times_the_text_takes_about_ten_times_as_long(name: str) -> None:
    read = READERS[name]
    for before, repeated in itertools.product(BEFORE, REPEATED):
        tenth, whole = (pumped(before, repeated, size) for size in (LENGTH // 10, LENGTH))
        short = seconds(read, tenth)
        if short > UNSUSPICIOUS:
            short = min(short, seconds(read, tenth))
            assert short < 0.3, (before, repeated)
            assert seconds(read, whole) < GROWTH * short, (before, repeated)
        elif not before:
            assert seconds(read, whole) < GROWTH * UNSUSPICIOUS, repeated


def pumped(before: str, repeated: str, length: int) -> str:
    # A sign at the end that nothing expects.
    return before + repeated * (length // len(repeated)) + "\x01"


def seconds(read: Reader, text: str) -> float:
    started = time.thread_time()
    read(text)
    return time.thread_time() - started


def test_every_expression_is_among_them() -> None:
    found = {
        module.rpartition(".")[2]: len(list(in_functions(ast.parse(source))))
        for module, source in sources()
    }
    assert {module: count for module, count in found.items() if count} == ELSEWHERE


def in_functions(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls such as `re.sub(expression, ...)` that are not the value of a module's constant."""
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            continue
        for node in ast.walk(statement):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr != "escape"
            ):
                yield node
