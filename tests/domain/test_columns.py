import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicle_pipeline.domain.columns import patch

values = st.lists(st.tuples(st.none() | st.text("aB", max_size=2), st.none() | st.booleans()))


@given(values)
def test_only_what_is_picked_changes_and_the_input_never_does(
    pairs: list[tuple[str | None, bool | None]],
) -> None:
    column = pl.Series([text for text, _ in pairs], dtype=pl.String)
    where = pl.Series([pick for _, pick in pairs], dtype=pl.Boolean)
    before = column.to_list()

    changed = patch(column, where, lambda some: some.str.to_uppercase())

    assert column.to_list() == before
    assert changed.to_list() == [
        text.upper() if text is not None and pick else text for text, pick in pairs
    ]


def test_a_column_of_a_frame_stays_when_it_is_patched() -> None:
    frame = pl.DataFrame({"a": ["x", "y", "z"]})
    patch(frame["a"], pl.Series([True, False, False]), lambda some: some + "!")
    assert frame["a"].to_list() == ["x", "y", "z"]


@pytest.mark.parametrize("where", [[False, False], [None, None], [False, None]])
def test_nothing_is_computed_for_nothing(where: list[bool | None]) -> None:
    column = pl.Series(["x", "y"])

    def never(_: pl.Series) -> pl.Series:
        raise AssertionError

    assert patch(column, pl.Series(where, dtype=pl.Boolean), never) is column


def test_the_change_sees_the_picked_values_only() -> None:
    seen: list[list[str]] = []

    def note(some: pl.Series) -> pl.Series:
        seen.append(some.to_list())
        return some

    patch(pl.Series(["x", "y", "z"]), pl.Series([True, False, True]), note)
    assert seen == [["x", "z"]]
