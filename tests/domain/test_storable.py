import pytest
from hypothesis import given
from hypothesis.strategies import characters, text

from vehicle_pipeline.domain.storable import is_storable


@pytest.mark.parametrize("text", ["\x00", "a\x00", "\ud800", "a\udfffb"])
def test_nul_and_halves_of_characters_cannot_be_stored(text: str) -> None:
    assert not is_storable(text)


@given(text(characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_everything_else_can(text: str) -> None:
    assert is_storable(text)
