from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicle_pipeline.domain.columns import by_distinct, patch

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


READINGS = [
    lambda some: some.str.to_uppercase(),
    lambda some: some.str.contains("a"),
    lambda some: some.str.len_chars() >= 0,
    lambda some: some.str.replace("b", "b"),
    lambda some: some.is_null(),
]


@pytest.mark.parametrize("read", READINGS)
@pytest.mark.parametrize("times", [1, 40])
@given(texts=st.lists(st.none() | st.text("aB", max_size=2), max_size=20))
def test_values_that_come_often_are_read_like_others(
    read: Callable[[pl.Series], pl.Series], times: int, texts: list[str | None]
) -> None:
    column = pl.Series(texts * times, dtype=pl.String)
    assert by_distinct(column, read).to_list() == read(column).to_list()


def test_a_value_that_comes_often_is_read_once() -> None:
    seen: list[int] = []

    def note(some: pl.Series) -> pl.Series:
        seen.append(len(some))
        return some.str.to_lowercase()

    by_distinct(pl.Series(["A", "B", None] * 100), note)
    assert seen == [3]
