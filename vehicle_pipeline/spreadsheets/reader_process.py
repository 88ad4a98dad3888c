"""The parent's handle of a process that parses one foreign file: messages, timeout and end."""

import base64
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import vehicle_pipeline
from vehicle_pipeline.domain.outside_text import printable
from vehicle_pipeline.spreadsheets import barriers
from vehicle_pipeline.spreadsheets.confined import ole
from vehicle_pipeline.spreadsheets.confined.wire import LINE_BYTES, PAYLOAD_BYTES
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits

_MODULE = "vehicle_pipeline.spreadsheets.confined"
# Variables that some Python installations need to start.
_INHERITED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME")
# Without these Arrow starts a thread before the process is restrained.
_ARROW = {"ARROW_DEFAULT_MEMORY_POOL": "system", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
# Size of the pipe in bytes: large, so that the two sides seldom wait for each other.
_PIPE_BYTES = 1 << 20
# How long a process may live on after it has closed its output, in seconds.
_GRACE_SECONDS = 1
# Bytes kept of its standard error: a panic, or the traceback of a crash.
_LAST_WORDS_BYTES = 4096
# Signals that only another process, or the kernel, sends.
_FROM_OUTSIDE = {signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT}
Message = tuple[dict[str, Any], bytes]


class ReaderEndedError(Exception):
    """The process ended without an answer; `status` is as in Popen.returncode."""

    def __init__(self, status: int, last_words: str) -> None:
        super().__init__(f"the process that reads a workbook ended with status {status}")
        self.status = status
        if last_words:
            self.add_note(last_words)

    @property
    def is_from_outside(self) -> bool:
        """Whether it was killed, by the kernel because memory was low, or by a person."""
        return -self.status in _FROM_OUTSIDE


class Patience:
    """A total time limit for waiting for a process, in seconds."""

    def __init__(self, seconds: float) -> None:
        self._left = float(seconds)

    def wait(self, poll: select.poll) -> list[int]:
        """Return the descriptors that are readable. Raises TimeoutError."""
        started = time.monotonic()
        ready = poll.poll(max(self._left, 0) * 1000)
        self._left -= time.monotonic() - started
        if not ready:
            raise TimeoutError("the process that reads a workbook is silent")
        return [descriptor for descriptor, _ in ready]


class ReaderProcess:
    """A process with access to the descriptor `file` only; see `confined.wire`.

    Raises OSError if the process cannot be started.
    """

    def __init__(self, file: int, limits: WorkbookLimits, module: str = _MODULE) -> None:
        with barriers.ruleset() as ruleset:
            passed = [file] if ruleset is None else [file, ruleset]
            self._process = process = _popen(module, passed)
            calls = barriers.system_calls(process.pid, with_paths=ruleset is not None)
        assert process.stdin
        assert process.stdout
        assert process.stderr
        self._to = process.stdin
        self._from, self._errors = process.stdout.fileno(), process.stderr.fileno()
        self._poll = select.poll()
        for descriptor in (self._from, self._errors):
            os.set_blocking(descriptor, False)
            self._poll.register(descriptor, select.POLLIN)
        self._heard, self._last_words = bytearray(), bytearray()
        self.say(
            {
                "file": file,
                "is_container": os.pread(file, len(ole.SIGNATURE), 0) == ole.SIGNATURE,
                "limits": limits._asdict(),
                "ruleset": ruleset,
                "system_calls": calls and base64.b64encode(calls).decode(),
            }
        )

    def say(self, question: Mapping[str, Any]) -> None:
        """Send a question."""
        # If the child has ended, `hear` raises the reason.
        with suppress(BrokenPipeError):
            self._to.write(json.dumps(question).encode() + b"\n")

    def hear(self, patience: Patience) -> Message:
        """Wait for the next message and its payload.

        Raises ReaderEndedError, TimeoutError, and ValueError for a malformed message.
        """
        message = _parsed(self._line(patience))
        return message, self._exactly(message.get("bytes", 0), patience)

    def end(self) -> None:
        """Kill the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe
            with suppress(BrokenPipeError):
                pipe.close()

    def _line(self, patience: Patience) -> bytes:
        while (end := self._heard.find(b"\n")) < 0:
            if len(self._heard) > LINE_BYTES:
                raise ValueError("a line without an end")
            self._more(_PIPE_BYTES, patience)
        return self._taken(end + 1)

    def _exactly(self, size: int, patience: Patience) -> bytes:
        if not 0 <= size <= 2 * PAYLOAD_BYTES:
            raise ValueError("a payload of no possible size")
        while len(self._heard) < size:
            self._more(size - len(self._heard), patience)
        return self._taken(size)

    def _taken(self, size: int) -> bytes:
        taken = bytes(self._heard[:size])
        del self._heard[:size]
        return taken

    def _more(self, size: int, patience: Patience) -> None:
        ready = patience.wait(self._poll)
        if self._errors in ready and not self._listen_to_errors():
            self._poll.unregister(self._errors)
        if self._from not in ready:
            return
        more = os.read(self._from, size)
        if not more:
            raise self._ended()
        self._heard += more

    def _listen_to_errors(self) -> bool:
        """Read standard error and keep its end; return whether there may be more."""
        try:
            more = os.read(self._errors, _PIPE_BYTES)
        except BlockingIOError:
            return False
        self._last_words = (self._last_words + more)[-_LAST_WORDS_BYTES:]
        return bool(more)

    def _ended(self) -> ReaderEndedError:
        try:
            status = self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        while self._listen_to_errors():
            pass
        return ReaderEndedError(status, printable(self._last_words.decode(errors="replace")))


def _popen(module: str, passed: list[int]) -> "subprocess.Popen[bytes]":
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-P", "-s", "-S", "-X", "faulthandler", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=passed,
        env={"PYTHONPATH": _import_path(), **_ARROW, **inherited},
        bufsize=0,
        pipesize=_PIPE_BYTES if sys.platform == "linux" else -1,
        # Ctrl-C in a terminal must reach only the parent, which may want to finish.
        process_group=0,
    )


def _import_path() -> str:
    """Return this process's module search path, for the child."""
    package = str(Path(vehicle_pipeline.__file__).parents[1])
    return os.pathsep.join(dict.fromkeys([*filter(os.path.isabs, sys.path), package]))


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except RecursionError as error:
        raise ValueError("a message too deep") from error
    if not isinstance(message, dict) or not isinstance(message.get("bytes", 0), int):
        raise ValueError("no message")  # noqa: TRY004 - nor is it of a caller's making
    return message
