"""Communicates with a confined process that parses one foreign file within limits."""

import io
import logging
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, BinaryIO

from vehicle_pipeline.domain.outside_text import printable
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits
from vehicle_pipeline.spreadsheets.reader_process import (
    Message,
    Patience,
    ReaderEndedError,
    ReaderProcess,
)
from vehicle_pipeline.spreadsheets.reader_start import start_reader

logger = logging.getLogger(__name__)


@contextmanager
def confined(stream: BinaryIO, limits: WorkbookLimits) -> Iterator["Conversation"]:
    """Start a process that reads the workbook in `stream`; it ends with the context.

    It has access to this file only, and ends when this process does. Raises
    ReaderUnavailableError if it cannot be started.
    """
    with _descriptor(stream) as file:
        conversation = Conversation(partial(start_reader, file, limits), limits)
        try:
            yield conversation
        finally:
            conversation.end()


@contextmanager
def _descriptor(stream: BinaryIO) -> Iterator[int]:
    """Yield a read-only descriptor of `stream`, or of a copy on disk if it is only in memory."""
    stream.seek(0)
    try:
        file: int | None = stream.fileno()
    except (AttributeError, io.UnsupportedOperation):
        file = None
    if file is not None:
        with _read_only(file) as descriptor:
            yield descriptor
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        copy.flush()
        with _read_only(copy.fileno()) as descriptor:
            yield descriptor


@contextmanager
def _read_only(file: int) -> Iterator[int]:
    """Yield a second descriptor of a file, read-only if the system supports it."""
    try:
        descriptor = os.open(f"/dev/fd/{file}", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        descriptor = os.dup(file)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class Conversation:
    """The messages to and from the child process; see `confined.wire`.

    A refusal, or the end of the child without an answer, raises BadSpreadsheetError. A child that
    is killed from outside is replaced once; the replacement gets all questions again.
    """

    def __init__(self, start: Callable[[], ReaderProcess], limits: WorkbookLimits) -> None:
        self._start = start
        self._limits = limits
        self._patience = Patience(limits.wall_seconds)
        self._questions: list[Mapping[str, Any]] = []
        self._answers = 0
        self._is_successor = False
        self._reader = start()

    def say(self, question: Mapping[str, Any]) -> None:
        """Send a question."""
        self._questions.append(question)
        self._reader.say(question)

    def hear(self) -> Message:
        """Wait for the next message and its payload. Raises BadSpreadsheetError."""
        try:
            message, payload = self._next()
        except TimeoutError as error:
            limit = self._limits.wall_seconds
            raise BadSpreadsheetError("workbook_too_slow", limit=limit) from error
        except ValueError as error:
            logger.warning("the process that reads a workbook talks nonsense: %s", error)
            raise BadSpreadsheetError("unreadable_file") from error
        except ReaderEndedError as end:
            raise self._refusal(end) from end
        self._answers += 1
        if "refused" in message:
            raise _refusal_in(message)
        return message, payload

    def end(self) -> None:
        """End the child."""
        self._reader.end()

    def _next(self) -> Message:
        try:
            return self._reader.hear(self._patience)
        except ReaderEndedError as end:
            if not end.is_from_outside or self._is_successor:
                raise
            logger.warning("%s, killed from outside; another one takes over", end)
        self._replace()
        return self._reader.hear(self._patience)

    def _replace(self) -> None:
        """Start another child, repeat all questions, and skip the answers already received."""
        self._is_successor = True
        self._reader.end()
        self._reader = self._start()
        for question in self._questions:
            self._reader.say(question)
        for _ in range(self._answers):
            self._reader.hear(self._patience)

    def _refusal(self, end: ReaderEndedError) -> BadSpreadsheetError:
        """Return why the child ended without an answer, with its standard error as notes."""
        notes = getattr(end, "__notes__", [])
        logger.warning("%s: %s", end, "\n".join(notes) or "not a word")
        error = self._reason(end)
        for note in notes:
            error.add_note(note)
        return error

    def _reason(self, end: ReaderEndedError) -> BadSpreadsheetError:
        if end.is_from_outside:
            return BadSpreadsheetError("reader_killed")
        match -end.status:
            case signal.SIGXCPU:
                return BadSpreadsheetError("workbook_too_slow", limit=self._limits.cpu_seconds)
            # Rust aborts when an allocation fails.
            case signal.SIGABRT:
                return BadSpreadsheetError("workbook_out_of_memory", limit=self._limits.memory_mb)
            case _:
                return BadSpreadsheetError("unreadable_file")


def _refusal_in(message: Mapping[str, Any]) -> BadSpreadsheetError:
    error = BadSpreadsheetError(message["refused"], **message.get("params", {}))
    if details := printable(str(message.get("details", ""))):
        logger.warning("a workbook could not be read: %s", details)
        error.add_note(details)
    return error
