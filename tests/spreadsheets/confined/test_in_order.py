import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicle_pipeline.spreadsheets.confined.in_order import in_order


def counter(until: int) -> Iterator[int]:
    return iter(range(1, until + 1))


@given(st.integers(0, 12), st.integers(1, 4))
def test_results_come_in_the_order_of_their_items(count: int, threads: int) -> None:
    items = counter(count)
    results = in_order(lambda: next(items, None), lambda item: item * 10, threads)
    assert list(results) == [item * 10 for item in range(1, count + 1)]


def test_a_slow_item_is_waited_for() -> None:
    items = counter(4)

    def work(item: int) -> int:
        time.sleep(0.05 if item == 1 else 0)
        return item

    assert list(in_order(lambda: next(items, None), work, 3)) == [1, 2, 3, 4]


def test_items_are_worked_on_at_the_same_time_and_not_far_ahead() -> None:
    items, both, made = counter(20), threading.Barrier(2, timeout=5), []

    def make() -> int | None:
        made.append(1)
        return next(items, None)

    def work(item: int) -> int:
        if item <= 2:
            both.wait()  # passes only when two are here
        return item

    results = in_order(make, work, 2)
    assert next(results) == 1
    time.sleep(0.05)
    # One was taken; two threads may hold one each, and one more may be done.
    assert len(made) <= 1 + 2 + 1


def test_nothing_is_none_and_no_result_is_one() -> None:
    items = counter(2)
    assert list(in_order(lambda: next(items, None), lambda _: None, 2)) == [None, None]


@pytest.mark.parametrize("is_in_work", [True, False])
def test_what_goes_wrong_is_told_in_its_turn(is_in_work: bool) -> None:
    items = counter(5)

    def make() -> int | None:
        item = next(items, None)
        if item == 3 and not is_in_work:
            raise ZeroDivisionError
        return item

    def work(item: int) -> int:
        return item // (item - 3) if is_in_work and item == 3 else item

    results = in_order(make, work, 2)
    assert [next(results), next(results)] == [1, 2]
    with pytest.raises(ZeroDivisionError):
        next(results)
