"""The parent's side of a process that parses one foreign file, within limits, and then ends."""

import io
import json
import logging
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO

import vehicle_pipeline
from vehicle_pipeline.domain.outside_text import printable
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.confined.wire import LINE_BYTES, PAYLOAD_BYTES
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits

logger = logging.getLogger(__name__)

_MODULE = "vehicle_pipeline.spreadsheets.confined"
# What some Pythons need to start at all.
_INHERITED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME")
# Room in the pipe, so that both sides seldom wait for each other, in bytes.
_PIPE_BYTES = 1 << 20


@contextmanager
def confined(stream: BinaryIO, limits: WorkbookLimits) -> Iterator["Conversation"]:
    """Start a process that reads the workbook in `stream`; it ends with the context.

    It sees the file and nothing else of ours, and ends by itself when this process does.
    """
    with _descriptor(stream) as file, _child(file, limits) as process:
        try:
            yield Conversation(process, limits)
        finally:
            process.kill()


def _child(file: int, limits: WorkbookLimits) -> "subprocess.Popen[bytes]":
    root = str(Path(vehicle_pipeline.__file__).parents[1])
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-P", "-s", "-m", _MODULE, str(file), json.dumps(limits._asdict())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=[file],
        env={"PYTHONPATH": root, "ARROW_DEFAULT_MEMORY_POOL": "system", **inherited},
        bufsize=0,
        pipesize=_PIPE_BYTES if sys.platform == "linux" else -1,
        # Ctrl-C in a terminal is for the parent, which may want to finish.
        process_group=0,
    )


@contextmanager
def _descriptor(stream: BinaryIO) -> Iterator[int]:
    """The file descriptor of `stream`, or of a copy on disk of one that is only in memory."""
    stream.seek(0)
    try:
        file: int | None = stream.fileno()
    except (AttributeError, io.UnsupportedOperation):
        file = None
    if file is not None:
        yield file
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        copy.flush()
        yield copy.fileno()


class Conversation:
    """What is said to the child and heard from it; see `confined.wire`.

    Every answer may be a refusal instead, and so may be its absence: BadSpreadsheetError.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", limits: WorkbookLimits) -> None:
        assert process.stdin
        assert process.stdout
        self._process = process
        self._limits = limits
        self._patience = float(limits.wall_seconds)
        self._to: IO[bytes] = process.stdin
        self._from = process.stdout.fileno()
        self._poll = select.poll()
        self._poll.register(self._from, select.POLLIN)
        self._heard = bytearray()

    def say(self, question: Mapping[str, Any]) -> None:
        """Ask something."""
        # Of a child that has ended, the answer will tell.
        with suppress(BrokenPipeError):
            self._to.write(json.dumps(question).encode() + b"\n")

    def hear(self) -> tuple[dict[str, Any], bytes]:
        """Wait for the next message, and what follows it."""
        message: dict[str, Any] = json.loads(self._line())
        if "refused" in message:
            if details := message.get("details"):
                logger.warning("a workbook could not be read: %s", printable(details))
            raise BadSpreadsheetError(message["refused"], **message.get("params", {}))
        return message, self._exactly(message.get("bytes", 0))

    def _line(self) -> bytes:
        while (end := self._heard.find(b"\n")) < 0:
            if len(self._heard) > LINE_BYTES:
                raise BadSpreadsheetError("unreadable_file")
            self._more(_PIPE_BYTES)
        line = bytes(self._heard[:end])
        del self._heard[: end + 1]
        return line

    def _exactly(self, size: int) -> bytes:
        if size > 2 * PAYLOAD_BYTES:
            raise BadSpreadsheetError("unreadable_file")
        while len(self._heard) < size:
            self._more(size - len(self._heard))
        payload = bytes(self._heard[:size])
        del self._heard[:size]
        return payload

    def _more(self, size: int) -> None:
        """Wait for the child to say more, for as long as there is patience."""
        started = time.monotonic()
        is_there = self._poll.poll(max(self._patience, 0) * 1000)
        self._patience -= time.monotonic() - started
        if not is_there:
            raise BadSpreadsheetError("workbook_too_slow", limit=self._limits.wall_seconds)
        more = os.read(self._from, size)
        if not more:
            raise self._end()
        self._heard += more

    def _end(self) -> BadSpreadsheetError:
        """Why the child ended without a last word."""
        status = self._process.wait()
        logger.warning("the reading of a workbook ended with status %s", status)
        match -status:
            case signal.SIGXCPU:
                return BadSpreadsheetError("workbook_too_slow", limit=self._limits.cpu_seconds)
            # Rust aborts when it gets no memory; the kernel kills when there is none left.
            case signal.SIGABRT | signal.SIGKILL:
                return BadSpreadsheetError("workbook_out_of_memory", limit=self._limits.memory_mb)
            case _:
                return BadSpreadsheetError("unreadable_file")
