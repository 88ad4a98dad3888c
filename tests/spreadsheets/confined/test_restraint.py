"""What the process that parses workbooks can do to the rest of the machine: tried from inside."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.spreadsheets.confined.probing import Attempt, Probed, announced, probe, unrestrained
from vehicle_pipeline.spreadsheets import barriers

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux has Landlock and seccomp; elsewhere limits hold"
)

IS_ROOT = os.geteuid() == 0
TRUE = shutil.which("true") or "/bin/true"


class World(NamedTuple):
    """Things around the child that everybody on the machine may use."""

    file: Path
    path_socket: Path
    tcp: int
    udp: int
    pid: int

    @property
    def of_files(self) -> list[Attempt]:
        """Kept off by Landlock and by seccomp."""
        return [
            ("read", str(self.file)),
            ("read", "/etc/passwd"),
            ("read", f"/proc/{os.getpid()}/environ"),
            ("read", f"/proc/{os.getpid()}/cmdline"),
            ("list", "/"),
            ("list", str(self.file.parent)),
            ("write", str(self.file)),
            ("write", str(self.file.parent / "new")),
            ("run", TRUE),
            ("become", TRUE),
        ]

    @property
    def of_processes(self) -> list[Attempt]:
        """Kept off by Landlock, by seccomp, and by being another user."""
        return [("signal", str(self.pid)), ("trace", str(self.pid))]

    @property
    def of_tcp(self) -> list[Attempt]:
        """Kept off by seccomp and by a Landlock that knows TCP."""
        return [("connect", str(self.tcp)), ("bind", "")]

    @property
    def of_calls(self) -> list[Attempt]:
        """Kept off by seccomp alone."""
        return [
            ("fork", ""),
            ("send a datagram", str(self.udp)),
            ("connect by path", str(self.path_socket)),
        ]

    @property
    def of_everything(self) -> list[Attempt]:
        return self.of_processes + self.of_tcp + self.of_calls + self.of_files


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o777)
        file = folder / "file"
        file.write_bytes(b"x")
        file.chmod(0o666)
        path_socket = stack.enter_context(socket.socket(socket.AF_UNIX))
        path_socket.bind(str(folder / "socket"))
        (folder / "socket").chmod(0o777)
        path_socket.listen()
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(type=socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        sleeper = stack.enter_context(subprocess.Popen(["sleep", "600"]))
        stack.callback(sleeper.kill)
        yield World(
            file, folder / "socket", tcp.getsockname()[1], udp.getsockname()[1], sleeper.pid
        )


def needs(*names: str) -> None:
    """Skip a test that this kernel has too little for, and say what."""
    if lacking := set(names) & set(barriers.missing()):
        pytest.skip(f"this kernel lacks {', '.join(lacking)}")


def successes(attempts: list[Attempt], seen: Probed) -> list[Attempt]:
    return [made for made, came in zip(attempts, seen.outcomes, strict=True) if came == "done"]


def test_the_child_says_what_this_kernel_lacks() -> None:
    assert probe([]).missing == barriers.missing()


@pytest.mark.parametrize(
    ("lost", "logged"),
    [
        ([], ""),
        (["landlock"], "workbooks are parsed without these barriers: landlock"),
        (["landlock", "seccomp"], "workbooks are parsed without these barriers: landlock, seccomp"),
    ],
)
def test_the_log_says_what_this_kernel_lacks(lost: list[str], logged: str) -> None:
    needs("landlock", "seccomp")
    assert announced(lost) == logged


def test_unrestrained_all_of_it_would_succeed(world: World) -> None:
    attempts = [*world.of_everything, ("regain root", "")][: None if IS_ROOT else -1]
    assert {attempt: unrestrained(attempt) for attempt in attempts} == dict.fromkeys(
        attempts, "done"
    )


@pytest.mark.parametrize("without", ["", "landlock", "other_user"])
def test_the_child_cannot_get_out(world: World, without: str) -> None:
    needs("seccomp", *({"landlock"} - {without}))
    lost = [without] if without and (IS_ROOT or without != "other_user") else []
    seen = probe(world.of_everything, lost)
    assert seen.missing == lost
    assert successes(world.of_everything, seen) == []
    assert world.file.read_bytes() == b"x"


@pytest.mark.parametrize("user", ["1000", "0"], ids=["without rights", "root over nobody else"])
def test_in_a_container_the_child_cannot_get_out(world: World, user: str) -> None:
    needs("seccomp", "landlock")
    container = ["unshare", "--user", f"--map-user={user}"]
    if not shutil.which("unshare") or subprocess.run([*container, TRUE]).returncode:
        pytest.skip("this machine lets no user make a namespace")
    seen = probe(world.of_everything, started_by=container)
    assert seen.missing == (["other_user"] if user == "0" else [])
    assert successes(world.of_everything, seen) == []


def test_without_seccomp_files_ports_and_processes_are_still_out_of_reach(world: World) -> None:
    needs("landlock")
    attempts = world.of_files + world.of_processes
    seen = probe(attempts, ["seccomp"])
    assert seen.missing == ["seccomp"]
    assert successes(attempts, seen) == []


@pytest.mark.skipif(not IS_ROOT, reason="only root can become another user")
def test_where_the_kernel_has_neither_root_is_given_up(world: World) -> None:
    private = world.file.parent / "private"
    private.touch(0o600)
    attempts = [
        ("read", str(private)),
        ("write", str(private)),
        ("read", f"/proc/{world.pid}/environ"),
        ("regain root", ""),
        *world.of_processes,
    ]
    seen = probe(attempts, ["landlock", "seccomp"])
    assert seen.missing == ["landlock", "seccomp"]
    assert successes(attempts, seen) == []


def test_what_a_reading_needs_is_allowed() -> None:
    attempts = [("start a thread", ""), ("write to memory", "")]
    assert probe(attempts).outcomes == ["done", "done"]
    # Without Landlock a file in memory is reached by its descriptor; it opens no path.
    assert probe(attempts, ["landlock"]).outcomes == ["done", "done"]


def test_files_in_memory_have_a_limit() -> None:
    sizes = [("overgrow", "1500000000"), ("overgrow", "1500000001")]
    assert probe(sizes).outcomes == ["done", "OSError"]


def test_no_variable_of_the_parent_is_seen() -> None:
    environment = {**os.environ, "DATABASE_URL": "postgresql://user:secret@host/db", "LANG": "pt"}
    seen = probe([], **environment).environment
    assert set(seen) <= {
        "PYTHONPATH",
        "ARROW_DEFAULT_MEMORY_POOL",
        "JE_ARROW_MALLOC_CONF",
        # For Pythons that do not start without them, and by Python itself.
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
        "PYTHONHOME",
        "LC_CTYPE",
    }
