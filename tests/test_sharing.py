"""Files of tests that share a stack run together; each other one runs by itself."""

from pathlib import Path
from typing import cast

import pytest

from tests.sharing import SHARING, StacksTogether, place_of

SYSTEM = Path(__file__).parent / "system"


def scope(nodeid: str) -> str:
    # It looks at nothing but the id.
    return StacksTogether._split_scope(cast(StacksTogether, None), nodeid)


@pytest.mark.parametrize("names", SHARING, ids=lambda names: names[0])
def test_files_of_a_stack_are_one_unit_in_their_order(names: tuple[str, ...]) -> None:
    files = [f"tests/system/{name}" for name in names]
    assert len({scope(f"{file}::test_it[a::b]") for file in files}) == 1
    assert sorted(files, key=place_of) == files


def test_two_stacks_and_other_files_are_units_of_their_own() -> None:
    firsts = [f"tests/system/{names[0]}::test_it" for names in SHARING]
    others = ["tests/system/test_full_disk.py::test_it", "tests/api/test_stack.py::test_it"]
    assert len({scope(nodeid) for nodeid in firsts + others}) == len(firsts) + len(others)


def test_every_file_with_a_stack_of_the_folder_is_named() -> None:
    named = {name for names in SHARING for name in names}
    fixtures = ("(stack: Stack", "(traced: Stack", " stack: Stack", " traced: Stack")
    using = {
        path.name
        for path in SYSTEM.glob("test_*.py")
        if any(each in path.read_text() for each in fixtures)
    }
    # It has a stack of its own, on a small disk.
    assert using - {"test_full_disk.py"} == named
