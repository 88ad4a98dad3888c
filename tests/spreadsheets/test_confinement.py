import contextlib
import io
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent
from typing import Any

import polars as pl
import psutil
import pytest

from tests.spreadsheets.bounds import readers
from tests.spreadsheets.containers import HEADER_ROW, raw_sheet, raw_xlsx, repeating
from tests.spreadsheets.sheets import HEADER, read_workbook, refused, xlsx
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.errors import ReaderUnavailableError
from vehicle_pipeline.spreadsheets import reader_start, workbook
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


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGABRT, "workbook_out_of_memory"),
        (signal.SIGXCPU, "workbook_too_slow"),
        (signal.SIGSEGV, "unreadable_file"),
    ],
)
def test_how_a_child_ends_says_why(number: signal.Signals, code: str) -> None:
    with talking() as (conversation, child):
        conversation.hear()
        child.send_signal(number)
        conversation.say({"top": "S0", "rows": 5, "keep": None})
        assert refused(conversation.hear).code == code


# --- killed from outside ------------------------------------------------------------------------


def test_a_child_that_was_killed_has_a_successor_that_goes_on(large: bytes) -> None:
    with opened(large) as spreadsheet:
        first = next(spreadsheet.records)
        readers()[0].kill()
        frame = pl.concat([first, *spreadsheet.records])
    assert frame["row_number"].to_list() == list(range(2, 250_000))
    assert readers() == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_file_whose_reader_is_killed_every_time_is_refused(number: signal.Signals) -> None:
    top = {"top": "S0", "rows": 5, "keep": None}
    with talking() as (conversation, child):
        sheets = conversation.hear()
        child.send_signal(number)
        conversation.say(top)
        answer = conversation.hear()
        assert answer[0]["top"][0] == list(HEADER)
        (successor,) = readers()
        assert successor.pid != child.pid
        successor.send_signal(number)
        conversation.say(top)
        assert refused(conversation.hear).code == "reader_killed"
    assert sheets[0]["sheets"]
    assert readers() == []


def test_a_successor_does_not_get_more_time() -> None:
    with talking(DEFAULT_LIMITS._replace(wall_seconds=2)) as (conversation, child):
        conversation.hear()
        child.suspend()
        killer = threading.Timer(1.2, child.kill)
        killer.start()
        with contextlib.suppress(IndexError):
            conversation.say({"top": "S0", "rows": 5, "keep": None})
            conversation.hear()
        (successor,) = readers()
        successor.suspend()
        conversation.say({"top": "S0", "rows": 5, "keep": None})
        started = time.monotonic()
        assert refused(conversation.hear).code == "workbook_too_slow"
        assert time.monotonic() - started < 1.5


# --- its start ----------------------------------------------------------------------------------


@pytest.fixture
def interpreter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Have what a shell script says started in place of Python."""

    def replace(script: str) -> None:
        path = tmp_path / "python"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(path))

    return replace


HELLO = """read start; echo '{"hello": {"missing": []}}'"""


@pytest.mark.parametrize(
    "script", ["exit 3", "kill -9 $$", "echo '[]'", "echo '{}'", "echo '{\"hello\": 1}'", "cat"]
)
def test_a_child_that_does_not_start_is_not_the_file_s_fault(
    interpreter: Callable[[str], None], script: str
) -> None:
    interpreter(script)
    with pytest.raises(ReaderUnavailableError):
        read_workbook(SMALL)


def test_no_python_is_not_the_file_s_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/none")
    with pytest.raises(ReaderUnavailableError) as caught:
        read_workbook(SMALL)
    assert sentence(caught.value.code, {})


def test_a_child_that_never_says_hello_is_given_up(
    interpreter: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_start, "_START_SECONDS", 0.2)
    interpreter("exec sleep 60")
    with pytest.raises(ReaderUnavailableError):
        read_workbook(SMALL)
    assert not [child for child in psutil.Process().children() if "sleep" in child.cmdline()]


def test_a_start_is_tried_again(interpreter: Callable[[str], None], tmp_path: Path) -> None:
    interpreter(
        f"echo >> {tmp_path}/starts; [ $(wc -l < {tmp_path}/starts) -lt 3 ] && exit 1; "
        f'exec {sys.executable} "$@"'
    )
    assert list(read_workbook(SMALL).rows) == [2]
    assert (tmp_path / "starts").read_text().count("\n") == 3


@pytest.mark.parametrize(
    "nonsense", ["echo '['", "echo '[]'", "head -c 65000000 /dev/zero", "echo '{\"bytes\": -1}'"]
)
def test_a_child_that_talks_nonsense_is_not_believed(
    interpreter: Callable[[str], None], nonsense: str
) -> None:
    interpreter(f"{HELLO}; {nonsense}; exec sleep 60")
    assert refused(lambda: read_workbook(SMALL)).code == "unreadable_file"


def test_a_child_that_only_closes_its_output_is_ended(interpreter: Callable[[str], None]) -> None:
    interpreter(f"{HELLO}; exec >&-; exec sleep 60")
    started = time.monotonic()
    assert refused(lambda: read_workbook(SMALL)).code == "reader_killed"
    assert time.monotonic() - started < 30


# --- its last words -----------------------------------------------------------------------------


def test_the_end_of_its_errors_is_kept(
    interpreter: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    interpreter(
        f"{HELLO}; i=0; while [ $i -lt 3000 ]; do echo padding padding padding padding >&2; "
        "i=$((i+1)); done; printf 'the \\033[31mlast\\007 words' >&2; exit 7"
    )
    refusal = refused(lambda: read_workbook(SMALL))
    assert refusal.code == "unreadable_file"
    (note,) = refusal.__notes__
    assert note.endswith("padding\nthe \\x1b[31mlast\\x07 words")
    assert len(note) < 4200
    assert "status 7" in caplog.text
    assert "the \\x1b[31mlast\\x07 words" in caplog.text


def test_why_a_start_failed_is_logged(
    interpreter: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    interpreter("echo 'no module named x' >&2; exit 1")
    with pytest.raises(ReaderUnavailableError):
        read_workbook(SMALL)
    assert "no module named x" in caplog.text


def test_a_crash_leaves_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    with talking() as (conversation, child):
        conversation.hear()
        child.send_signal(signal.SIGSEGV)
        conversation.say({"top": "S0", "rows": 5, "keep": None})
        refused(conversation.hear)
    assert "Fatal Python error: Segmentation fault" in caplog.text


# --- its end with its parent --------------------------------------------------------------------


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
    for _ in range(10):
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
        limits = Path(f"/proc/{child.pid}/limits").read_text()
    lines = [re.split(r"  +", line) for line in limits.splitlines()]
    found = {name.removeprefix("Max "): (soft, hard) for name, soft, hard, *_ in lines}
    assert found["core file size"] == ("0", "0")
    assert found["cpu time"] == ("7", "8")
    assert found["data size"] == found["file size"] == ("321000000", "321000000")
    if os.geteuid() == 0:
        assert found["processes"] == ("64", "64")


# --- what the child sees ------------------------------------------------------------------------


def test_the_child_sees_the_file_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:secret@host/db")
    with tempfile.TemporaryFile() as secret, talking() as (conversation, child):
        conversation.hear()
        os.set_inheritable(secret.fileno(), True)
        assert set(child.environ()) <= {
            "PYTHONPATH",
            "ARROW_DEFAULT_MEMORY_POOL",
            "JE_ARROW_MALLOC_CONF",
            "LD_LIBRARY_PATH",
            "LC_CTYPE",
        }
        # Its own three, and the file.
        assert child.num_fds() == 4
        assert child.name() != ""


def test_the_child_cannot_write_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(SMALL.getvalue())  # type: ignore[attr-defined]
    with path.open("r+b") as file, confined(file, DEFAULT_LIMITS) as conversation:
        conversation.hear()
        (child,) = readers()
        opened = Path(f"/proc/{child.pid}/fd")
        (own,) = [fd for fd in opened.iterdir() if fd.readlink() == path]
        flags = re.search(r"flags:\s+(\d+)", (opened.parent / "fdinfo" / own.name).read_text())
    assert flags
    assert int(flags[1], 8) & os.O_ACCMODE == os.O_RDONLY


def test_nothing_but_the_thread_that_listens_runs_beside_the_reading() -> None:
    with talking() as (conversation, child):
        conversation.hear()
        tasks = list(Path(f"/proc/{child.pid}/task").iterdir())
        for task in tasks:
            status = (task / "status").read_text()
            assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)
    assert len(tasks) == 2


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
