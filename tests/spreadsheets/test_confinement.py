import contextlib
import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent
from typing import Any

import psutil
import pytest

from tests.spreadsheets.bounds import readers
from tests.spreadsheets.containers import HEADER_ROW, raw_sheet, raw_xlsx, repeating
from tests.spreadsheets.sheets import HEADER, read_workbook, refused, xlsx
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.spreadsheets import workbook
from vehicle_pipeline.spreadsheets.confinement import Conversation, confined
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS, WorkbookLimits
from vehicle_pipeline.spreadsheets.spreadsheet import Spreadsheet

ROW = ("Gol", "ABC1234", 2020, 45_000.5)
SMALL = xlsx([HEADER, ROW])


@contextlib.contextmanager
def talking(
    limits: WorkbookLimits = DEFAULT_LIMITS,
) -> Iterator[tuple[Conversation, psutil.Process]]:
    """A conversation, and the process at its other end."""
    with confined(SMALL, limits) as conversation:
        (child,) = readers()
        yield conversation, child


@pytest.fixture(scope="module")
def large() -> bytes:
    """A workbook that takes its reader more than a second."""
    rows = "".join(
        f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>m{at}</t></is></c>'
        f'<c r="B{at}"><v>{at}</v></c><c r="C{at}"><v>2020</v></c><c r="D{at}"><v>1</v></c></row>'
        for at in range(2, 250_000)
    )
    return raw_xlsx(raw_sheet(HEADER_ROW + rows))


@contextlib.contextmanager
def opened(content: bytes) -> Iterator[Spreadsheet]:
    with workbook.opened(io.BytesIO(content), DialectOverrides(), HEADER, None) as spreadsheet:
        yield spreadsheet


def is_gone(process: psutil.Process) -> bool:
    """Whether it ended, within a few seconds."""
    gone, _ = psutil.wait_procs([process], timeout=5)
    return bool(gone)


# --- its end ------------------------------------------------------------------------------------


def test_the_child_ends_with_the_context() -> None:
    with talking() as (_, child):
        assert child.is_running()
    assert readers() == []
    assert not psutil.pid_exists(child.pid)


def test_the_child_ends_when_its_user_fails() -> None:
    with pytest.raises(ZeroDivisionError), talking():
        _ = 1 / 0
    assert readers() == []


def test_the_child_ends_in_the_middle_of_its_work(large: bytes) -> None:
    with opened(large) as spreadsheet:
        next(spreadsheet.records)
        (child,) = readers()
    assert not psutil.pid_exists(child.pid)


def test_a_child_that_was_killed_ends_the_reading(large: bytes) -> None:
    with opened(large) as spreadsheet:
        next(spreadsheet.records)
        readers()[0].kill()
        refusal = refused(lambda: list(spreadsheet.records))
    # Whoever kills a process that reads a file is mostly the kernel, for want of memory.
    assert (refusal.code, refusal.params) == ("workbook_out_of_memory", {"limit": 1_500})
    assert readers() == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGABRT, "workbook_out_of_memory"),
        (signal.SIGXCPU, "workbook_too_slow"),
        (signal.SIGSEGV, "unreadable_file"),
        (signal.SIGTERM, "unreadable_file"),
    ],
)
def test_how_a_child_ends_says_why(number: signal.Signals, code: str) -> None:
    with talking() as (conversation, child):
        conversation.hear()
        child.send_signal(number)
        conversation.say({"top": "S0", "rows": 5, "keep": None})
        assert refused(conversation.hear).code == code


PARENT = """
    import sys, time
    from vehicle_pipeline.contracts import DialectOverrides
    from vehicle_pipeline.spreadsheets import workbook
    import psutil
    fields = ("modelo", "placa", "ano", "valor_fipe")
    with open(sys.argv[1], "rb") as file:
        with workbook.opened(file, DialectOverrides(), fields, None) as spreadsheet:
            print(psutil.Process().children()[0].pid, flush=True)
            {then}
            time.sleep(60)
"""


@pytest.mark.parametrize("then", ["", "next(spreadsheet.records)"], ids=["idle", "reading"])
def test_the_child_ends_when_its_parent_is_killed(large: bytes, tmp_path: Path, then: str) -> None:
    file = tmp_path / "large.xlsx"
    file.write_bytes(large)
    command = [sys.executable, "-c", dedent(PARENT.format(then=then)), str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    assert is_gone(child)


def test_nothing_is_left_however_often_a_workbook_is_read() -> None:
    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    def read_both() -> None:
        read_workbook(SMALL)
        refused(lambda: read_workbook(b"PK\x03\x04"))

    read_both()
    before = descriptors()
    for _ in range(25):
        read_both()
    assert descriptors() == before
    assert readers() == []


def test_two_workbooks_are_read_at_the_same_time(large: bytes) -> None:
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(read_workbook, [large, large])
    assert one.frame.height == 249_998
    assert one.frame.equals(other.frame)


# --- limits -------------------------------------------------------------------------------------


def test_a_child_that_says_nothing_is_not_waited_for_ever() -> None:
    with talking(DEFAULT_LIMITS._replace(wall_seconds=1)) as (conversation, child):
        conversation.hear()
        child.suspend()
        started = time.monotonic()
        conversation.say({"top": "S0", "rows": 5, "keep": None})
        refusal = refused(conversation.hear)
    assert (refusal.code, refusal.params) == ("workbook_too_slow", {"limit": 1})
    assert 0.5 < time.monotonic() - started < 3
    assert readers() == []


def test_only_waiting_counts() -> None:
    with talking(DEFAULT_LIMITS._replace(wall_seconds=1)) as (conversation, _):
        conversation.hear()
        time.sleep(1.2)  # the reader's own work
        conversation.say({"top": "S0", "rows": 5, "keep": None})
        assert conversation.hear()[0]["top"][0] == list(HEADER)


def test_processor_time_is_limited() -> None:
    book = repeating(
        HEADER_ROW, "<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>", 900_000
    )
    refusal = refused(lambda: read_workbook(book, limits=DEFAULT_LIMITS._replace(cpu_seconds=1)))
    assert (refusal.code, refusal.params) == ("workbook_too_slow", {"limit": 1})


def test_memory_is_limited(large: bytes) -> None:
    refusal = refused(lambda: read_workbook(large, limits=DEFAULT_LIMITS._replace(memory_mb=50)))
    assert (refusal.code, refusal.params) == ("workbook_out_of_memory", {"limit": 50})


def test_the_limits_hold_in_the_child() -> None:
    with talking(DEFAULT_LIMITS._replace(memory_mb=321, cpu_seconds=7)) as (conversation, child):
        conversation.hear()
        assert child.rlimit(psutil.RLIMIT_CORE) == (0, 0)
        assert child.rlimit(psutil.RLIMIT_CPU) == (7, 8)
        assert child.rlimit(psutil.RLIMIT_DATA) == (321_000_000, 321_000_000)


# --- what the child sees ------------------------------------------------------------------------


def test_the_child_sees_the_file_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:secret@host/db")
    with tempfile.TemporaryFile() as secret, talking() as (conversation, child):
        conversation.hear()
        os.set_inheritable(secret.fileno(), True)
        assert set(child.environ()) <= {
            "PYTHONPATH",
            "ARROW_DEFAULT_MEMORY_POOL",
            "LD_LIBRARY_PATH",
            "LC_CTYPE",
        }
        # Its own three, and the file.
        assert child.num_fds() == 4
        assert child.name() != ""


def test_the_child_imports_neither_polars_nor_pydantic_nor_dagster() -> None:
    read_workbook(SMALL)
    with opened(SMALL.getvalue()) as spreadsheet:  # type: ignore[attr-defined]
        list(spreadsheet.records)
        maps = Path(f"/proc/{readers()[0].pid}/maps").read_text()
    assert "calamine" in maps
    assert "pyarrow" in maps
    for heavy in ("polars", "pydantic", "numpy", "pandas"):
        assert heavy not in maps


def test_where_a_stream_stands_makes_no_difference(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(SMALL.getvalue())  # type: ignore[attr-defined]
    expected = read_workbook(SMALL).rows
    with path.open("rb") as file:
        file.seek(100)
        assert read_workbook(file).rows == expected
        file.seek(0, 2)
        assert read_workbook(file).rows == expected


@pytest.mark.parametrize("size", [10, 100_000_000])
def test_a_stream_may_be_spooled(size: int) -> None:
    with tempfile.SpooledTemporaryFile(max_size=size) as spool:
        spool.write(SMALL.getvalue())  # type: ignore[attr-defined]
        stream: Any = spool
        assert list(read_workbook(stream).rows) == [2]
