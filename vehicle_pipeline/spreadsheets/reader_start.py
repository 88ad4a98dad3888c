"""Starts reader processes, with retries. A failure before it is ready is not the file's fault."""

import logging
from functools import cache
from typing import Any

from tenacity import (
    before_sleep_log,
    retry,
    retry_if_exception_type,
    stop_after_attempt,
    wait_fixed,
)

from vehicle_pipeline.errors import ReaderUnavailableError
from vehicle_pipeline.spreadsheets import barriers
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits
from vehicle_pipeline.spreadsheets.reader_process import Patience, ReaderEndedError, ReaderProcess

logger = logging.getLogger(__name__)

# Attempts to start a process, the time limit of each in seconds (high, for busy machines), and the
# pause between them in seconds, in which memory or processes may become free.
_STARTS = 3
_START_SECONDS = 30
_WAIT_SECONDS = 0.5
# The process cannot be started, ends, stays silent (TimeoutError is an OSError), or sends nonsense.
_FAILURES = (OSError, ReaderEndedError, ValueError)


def announce_barriers() -> None:
    """Log the restrictions that this kernel does not support."""
    _report(tuple(barriers.missing()))


def start_reader(file: int, limits: WorkbookLimits) -> ReaderProcess:
    """Return a restrained process that has not read anything of the file yet.

    Raises ReaderUnavailableError if no process can be started.
    """
    try:
        return _started(file, limits)
    except _FAILURES as error:
        logger.exception("the process that reads workbooks does not start")
        raise ReaderUnavailableError from error


@retry(
    retry=retry_if_exception_type(_FAILURES),
    stop=stop_after_attempt(_STARTS),
    wait=wait_fixed(_WAIT_SECONDS),
    before_sleep=before_sleep_log(logger, logging.WARNING),
    reraise=True,
)
def _started(file: int, limits: WorkbookLimits) -> ReaderProcess:
    reader = ReaderProcess(file, limits)
    try:
        hello, _ = reader.hear(Patience(_START_SECONDS))
        _report(_missing(hello))
    except BaseException:
        reader.end()
        raise
    return reader


def _missing(message: dict[str, Any]) -> tuple[str, ...]:
    match message:
        case {"hello": {"missing": [*names]}}:
            return tuple(map(str, names))
    raise ValueError("no hello")


@cache
def _report(missing: tuple[str, ...]) -> None:
    """Log missing restrictions once; see docs/operation.md."""
    if missing:
        logger.warning("workbooks are parsed without these barriers: %s", ", ".join(missing))
