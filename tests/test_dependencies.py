"""Every package that the code imports is declared, so that it starts without the `dev` tools."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
OURS = {"api", "benchmarks", "chaos", "examples", "foreign_files", "tests", "vehicle_pipeline"}

# Which extras the modules of a folder may count on. The first folder that fits decides.
FOLDERS = {
    "vehicle_pipeline/local": ["local"],
    "vehicle_pipeline": [],
    "api": [],
    "benchmarks": list(EXTRAS),
    "chaos": list(EXTRAS),
    "foreign_files": list(EXTRAS),
    "tests": list(EXTRAS),
}


def modules(folder: str) -> list[Path]:
    """The modules of the folder, without those of folders inside that have a line of their own."""
    return [p for p in sorted((ROOT / folder).rglob("*.py")) if folder == _folder_of(p)]


def _folder_of(path: Path) -> str:
    name = path.relative_to(ROOT).as_posix()
    return next(folder for folder in FOLDERS if name.startswith(f"{folder}/"))


def imported(source: str) -> set[str]:
    """Top-level names of the packages that the source imports when it runs."""
    return {name.partition(".")[0] for name in _imported(ast.parse(source))}


def _imported(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(module), level=0):
            yield module
        # Seen by mypy only.
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=otherwise):
            for child in otherwise:
                yield from _imported(child)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _imported(child)


def declared(extras: list[str]) -> set[str]:
    """Normalised names of the distributions that pyproject.toml names itself."""
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in EXTRAS[extra])]
    return {canonicalize_name(Requirement(line).name) for line in lines}


@cache
def distributions() -> dict[str, list[str]]:
    """What brings each package, from the metadata of everything installed."""
    return dict(packages_distributions())


def undeclared(source: str, extras: list[str]) -> set[str]:
    """Packages that the source imports and that no declared distribution brings."""
    known = declared(extras)
    return {
        name
        for name in imported(source) - sys.stdlib_module_names - OURS
        if known.isdisjoint(map(canonicalize_name, distributions().get(name, [])))
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_imported_package_is_declared(folder: str) -> None:
    missing = {
        str(path.relative_to(ROOT)): names
        for path in modules(folder)
        if (names := undeclared(path.read_text(), FOLDERS[folder]))
    }
    assert missing == {}


def test_every_folder_has_modules() -> None:
    assert all(modules(folder) for folder in FOLDERS)


@pytest.mark.parametrize(
    "source",
    [
        "import pandas",
        "import pandas.api as p",
        "def f():\n    from pandas.api import types",
        "import no_such_package",
        "import supervisor",  # of the extra `local`
        "if TYPE_CHECKING:\n    import polars\nelse:\n    import pandas",
    ],
)
def test_an_import_of_what_is_not_declared_is_found(source: str) -> None:
    assert undeclared(source, [])


@pytest.mark.parametrize(
    "source",
    [
        "import json",
        "import api.app",
        "from . import pandas",
        "import polars.selectors as cs",
        "if TYPE_CHECKING:\n    from mypy_boto3_sqs import SQSClient",
    ],
)
def test_what_is_declared_or_comes_with_python_may_be_imported(source: str) -> None:
    assert undeclared(source, []) == set()
