"""Where things may stand in the source, by its syntax trees."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

import api
import vehicle_pipeline

ROOTS = [Path(package.__path__[0]) for package in (vehicle_pipeline, api)]
MODULES = sorted(path for root in ROOTS for path in root.rglob("*.py"))
# What runs a private function of Dagster's; each module says why, and has a contract test.
PRIVATE = "vehicle_pipeline/defs/launching/"
# Composition roots, and where a process hands its own environment on to one that it starts.
READERS = {
    "api/__main__.py",
    "api/app.py",
    "vehicle_pipeline/definitions.py",
    "vehicle_pipeline/development.py",
    "vehicle_pipeline/defs/launching/code_server.py",
    "vehicle_pipeline/defs/launching/daemon.py",
    "vehicle_pipeline/defs/launching/run_worker.py",
    "vehicle_pipeline/defs/launching/webserver.py",
    "vehicle_pipeline/defs/launching/worker_identity.py",
    "vehicle_pipeline/local/command_line.py",
    "vehicle_pipeline/local/database_access.py",
    "vehicle_pipeline/local/database_command.py",
    "vehicle_pipeline/local/doctor_command.py",
    "vehicle_pipeline/local/parts.py",
    "vehicle_pipeline/local/postgres_wheel.py",
    "vehicle_pipeline/local/privileges.py",
    "vehicle_pipeline/local/process_commands.py",
    "vehicle_pipeline/local/queue_emulator.py",
    "vehicle_pipeline/spreadsheets/reader_process.py",
}


def name_of(path: Path) -> str:
    (root,) = (root for root in ROOTS if path.is_relative_to(root))
    return path.relative_to(root.parent).as_posix()


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module, and everything in it, that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_private_to_dagster(name: str) -> bool:
    first, *others = name.split(".")
    return first.startswith("dagster") and any(each.startswith("_") for each in others)


def reads_environment(tree: ast.Module) -> bool:
    """Whether it names `os.environ` or `os.getenv`, or makes Settings of the environment."""
    return any(
        (isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"})
        or (isinstance(node, ast.Call) and ast.unparse(node.func) == "Settings")
        for node in ast.walk(tree)
    )


@cache
def trees() -> dict[str, ast.Module]:
    """Every module by its name, parsed."""
    return {name_of(path): ast.parse(path.read_text()) for path in MODULES}


def modules_that(do: Callable[[ast.Module], object]) -> set[str]:
    return {name for name, tree in trees().items() if do(tree)}


def imports_private(tree: ast.Module) -> bool:
    return any(map(is_private_to_dagster, imported(tree)))


def test_what_is_private_to_dagster_is_imported_in_one_folder() -> None:
    found = modules_that(imports_private)
    assert found
    assert {name for name in found if not name.startswith(PRIVATE)} == set()


def test_the_environment_is_read_in_composition_roots() -> None:
    assert modules_that(reads_environment) == READERS


@pytest.mark.parametrize(
    ("source", "is_private"),
    [
        ("from dagster._core.instance import InstanceRef", True),
        ("import dagster._utils", True),
        ("from dagster import _check", True),
        ("from dagster_graphql._client import x", True),
        ("from dagster import Definitions", False),
        ("from dagster_webserver import cli", False),
    ],
)
def test_a_private_import_is_told_from_a_public_one(source: str, is_private: bool) -> None:
    assert imports_private(ast.parse(source)) is is_private


def reads_clock(tree: ast.Module) -> bool:
    """Whether it asks what time it is."""
    return any(
        isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today", "monotonic"}
        for node in ast.walk(tree)
    )


def test_the_domain_reads_no_clock() -> None:
    assert any("/domain/" in name for name in trees())
    assert {name for name in modules_that(reads_clock) if "/domain/" in name} == set()


@pytest.mark.parametrize(
    ("source", "reads"),
    [("datetime.now(UTC)", True), ("date.today()", True), ("now - since", False)],
)
def test_a_reading_of_the_clock_is_told_from_a_moment(source: str, reads: bool) -> None:
    assert reads_clock(ast.parse(source)) is reads
