"""The choice that is marked is the one without which a file can be read."""

import pytest

from api.uploads.blame import at_fault
from vehicle_pipeline.contracts import Delimiter, DialectOverrides, Encoding

ALL = DialectOverrides(
    encoding=Encoding.CP850, delimiter=Delimiter.TAB, header_row=3, mapping={"placa": 2}
)


def wrong(overrides: DialectOverrides, *spoiling: str, needed: str = "") -> str | None:
    def is_readable(choices: DialectOverrides) -> bool:
        is_spoilt = any(getattr(choices, name) for name in spoiling)
        return not is_spoilt and (not needed or bool(getattr(choices, needed)))

    return at_fault(overrides, is_readable)


@pytest.mark.parametrize("name", ["encoding", "delimiter", "header_row", "mapping"])
def test_one_wrong_choice_among_others_is_found(name: str) -> None:
    assert wrong(ALL, name) == name


def test_a_wrong_choice_is_found_beside_one_that_is_needed() -> None:
    assert wrong(ALL, "encoding", needed="header_row") == "encoding"


def test_of_several_wrong_choices_it_is_the_first() -> None:
    assert wrong(ALL, "delimiter", "mapping") == "delimiter"


def test_no_choice_is_blamed_for_a_file_that_cannot_be_read() -> None:
    assert wrong(ALL, needed="sheet") is None
    assert wrong(DialectOverrides(), needed="sheet") is None
