"""Has every log of a process written as JSON, its libraries' logs included.

uvicorn, Dagster and werkzeug each set up handlers of their own, with formats of their own. Python
lets a program choose the classes that do so: `logging.setLoggerClass` and
`logging.config.dictConfigClass`.
"""

import logging
import logging.config
import sys
import threading
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

from vehicle_pipeline.logs.json_lines import JsonLines
from vehicle_pipeline.logs.redaction import install_redaction
from vehicle_pipeline.settings import LogFormat

logger = logging.getLogger("vehicle_pipeline")


def install(log_format: LogFormat, **known: str) -> None:
    """Have all that is logged from now on written in `log_format`; `text`: as the libraries do.

    Secrets in addresses are left out in either.

    `known` are ids that every line of this process is to carry. May be called again with others.
    Call it before the libraries set up their logs.
    """
    install_redaction()
    if log_format != "json":
        return
    lines = JsonLines(**known)

    class JsonLogger(logging.Logger):
        def addHandler(self, hdlr: logging.Handler) -> None:
            if isinstance(hdlr, logging.StreamHandler):
                hdlr.setFormatter(lines)
            super().addHandler(hdlr)

    class JsonConfigurator(logging.config.DictConfigurator):
        def configure(self) -> None:
            # structlog, which Dagster sets up just before, has put its own class there.
            logging.setLoggerClass(JsonLogger)
            super().configure()

        def configure_formatter(self, config: Mapping[str, Any]) -> logging.Formatter:  # noqa: ARG002
            return lines

    logging.config.dictConfigClass = JsonConfigurator
    logging.setLoggerClass(JsonLogger)
    for handler in _handlers():
        handler.setFormatter(lines)
    _log_what_would_be_printed()


def _handlers() -> Iterator[logging.Handler]:
    """Those that write to a stream already, and the one that stands in where there is none."""
    loggers = [logging.getLogger(), *logging.Logger.manager.loggerDict.values()]
    for each in loggers:
        if isinstance(each, logging.Logger):
            yield from (one for one in each.handlers if isinstance(one, logging.StreamHandler))
    if logging.lastResort:
        yield logging.lastResort


def _log_what_would_be_printed() -> None:
    """Warnings, and errors that end the process or a thread of it."""
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
    else:
        logger.critical("the process ends by an error", exc_info=(kind, error, traceback))


def _uncaught_in_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None:
        error = (given.exc_type, given.exc_value, given.exc_traceback)
        logger.critical("a thread ended by an error", exc_info=error)
