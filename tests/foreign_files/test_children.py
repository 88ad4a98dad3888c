"""Calls in children of their own: whatever they do, the caller learns of it and goes on."""

import faulthandler
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from foreign_files.children import Call, Ended, Limits, run

MEBIBYTE = 1 << 20


def limits(seconds: float = 20) -> Limits:
    """4 GiB above what this process has set aside, which belongs to its forks, too."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return Limits(seconds, pages * resource.getpagesize() + 4096 * MEBIBYTE)


def ended(function: Callable[..., Any], *arguments: Any, seconds: float = 20) -> Ended:
    ((_, how),) = run([Call("it", function, arguments)], limits(seconds), workers=1)
    return how


def test_a_call_returns_what_it_found_however_large() -> None:
    how = ended(lambda: b"x" * MEBIBYTE)
    assert (how.how, how.result, how.complaint) == ("returned", b"x" * MEBIBYTE, "")


def test_a_call_that_raises_has_crashed_with_its_complaint() -> None:
    how = ended(int, "one")
    assert (how.how, how.result) == ("crashed", None)
    assert how.complaint.startswith("ValueError: invalid literal")


def abort() -> None:
    faulthandler.disable()  # pytest's would tell the terminal
    os.abort()


def test_a_call_that_is_aborted_has_crashed_with_the_signal() -> None:
    how = ended(abort)
    assert (how.how, how.complaint) == ("crashed", "SIGABRT")


def test_a_call_that_asks_for_too_much_memory_has_crashed() -> None:
    how = ended(bytearray, 6144 * MEBIBYTE)
    assert (how.how, how.complaint) == ("crashed", "MemoryError")


def test_a_call_that_sleeps_for_ever_is_ended_in_time() -> None:
    before = time.monotonic()
    how = ended(time.sleep, 60, seconds=0.3)
    assert how.how == "timed out"
    assert 0.3 <= how.seconds < 5
    assert time.monotonic() - before < 5


def test_the_largest_size_is_that_of_the_child_or_of_its_children() -> None:
    modest = ended(len, b"").peak_bytes
    assert ended(lambda: len(os.urandom(200 * MEBIBYTE))).peak_bytes > modest + 150 * MEBIBYTE
    assert ended(grandchild, 200 * MEBIBYTE).peak_bytes > modest + 150 * MEBIBYTE


def grandchild(size: int) -> None:
    if not os.fork():
        os.urandom(size)
        os._exit(0)
    os.wait()


def test_what_a_call_leaves_running_is_ended_with_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"

    def leaves_a_child() -> None:
        pid = os.fork()
        if not pid:
            time.sleep(60)
            os._exit(0)
        note.write_text(str(pid))

    assert ended(leaves_a_child).how == "returned"
    left = Path("/proc") / note.read_text() / "stat"
    for _ in range(100):
        # Without a parent it is buried by init, or by nobody; either way it does nothing more.
        if not left.exists() or left.read_text().split()[2] in "ZX":
            break
        time.sleep(0.05)
    else:
        pytest.fail("the grandchild still runs")


def test_a_call_that_crashes_or_hangs_does_no_harm_to_the_others() -> None:
    def call(number: int) -> int:
        if number == 3:
            abort()
        if number == 5:
            time.sleep(60)
        return number

    calls = [Call(number, call, (number,)) for number in range(8)]
    ends = dict(run(calls, limits(1), workers=2))
    assert {number: end.result for number, end in ends.items()} == {
        **{number: number for number in range(8)},
        3: None,
        5: None,
    }
    assert (ends[3].how, ends[5].how) == ("crashed", "timed out")


def test_no_more_calls_run_at_once_than_there_are_workers(tmp_path: Path) -> None:
    def call(number: int) -> int:
        mine = tmp_path / str(number)
        mine.touch()
        # On a busy machine a process may be late; the first pair waits for each other.
        deadline = time.monotonic() + 20
        while number < 2 and len(list(tmp_path.iterdir())) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.1)
        there = len(list(tmp_path.iterdir()))
        mine.unlink()
        return there

    ends = run([Call(number, call, (number,)) for number in range(6)], limits(), workers=2)
    assert max(end.result for _, end in ends) == 2


def test_children_end_with_a_caller_that_stops_listening(tmp_path: Path) -> None:
    def call(number: int) -> None:
        if number:
            (tmp_path / "pid").write_text(str(os.getpid()))
            time.sleep(60)

    ends = run([Call(number, call, (number,)) for number in range(2)], limits(), workers=2)
    next(ends)
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        time.sleep(0.01)
    ends.close()  # type: ignore[attr-defined]
    assert not (Path("/proc") / (tmp_path / "pid").read_text()).exists()
