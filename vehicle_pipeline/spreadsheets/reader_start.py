"""Starts a process that parses a foreign file; until it is ready, the file is not at fault."""

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

# How often a process is started until one says hello, and how long each may take, in seconds: on
# a busy machine long. In the time between, memory or processes that were short become free.
_STARTS = 3
_START_SECONDS = 30
_WAIT_SECONDS = 0.5
# No process, an end, silence or nonsense in place of a hello.
_FAILURES = (OSError, ReaderEndedError, ValueError)


def announce_barriers() -> None:
    """Log what this kernel cannot forbid the processes that will be started."""
    _report(tuple(barriers.missing()))


def start_reader(file: int, limits: WorkbookLimits) -> ReaderProcess:
    """Return a process that is restrained and has not read a byte yet.

    Raises ReaderUnavailableError: that no process gets that far is not the file's fault.
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
    """Log once what cannot be forbidden here; see docs/operation.md."""
    if missing:
        logger.warning("workbooks are parsed without these barriers: %s", ", ".join(missing))
