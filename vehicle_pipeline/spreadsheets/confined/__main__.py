"""The process that reads one workbook: `python -m vehicle_pipeline.spreadsheets.confined`.

It communicates over standard input and output (see `wire`). Foreign files are parsed only here, so
that a file that crashes a parser ends only this process. Everything needed is imported before the
process is restrained; afterwards it can open no file.
"""

import codecs
import json
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# pyarrow looks for both on its own account, can do without, and imports in half the time.
sys.modules.update({"numpy": None, "pandas": None})  # type: ignore[dict-item]

from vehicle_pipeline.errors import BadSpreadsheetError  # noqa: E402
from vehicle_pipeline.spreadsheets.confined.answers import Answers  # noqa: E402
from vehicle_pipeline.spreadsheets.confined.entrance import enter  # noqa: E402
from vehicle_pipeline.spreadsheets.confined.wire import send  # noqa: E402
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits  # noqa: E402

# What archives name their parts in, and parts are written in; Python loads them when asked to.
ENCODINGS = ("cp437", "cp1252", "utf-16", "utf-16-le")
for encoding in ENCODINGS:
    codecs.lookup(encoding)
# Threads that cut and parse need Python only for moments, and should not wait for it for long.
_SWITCH_SECONDS = 0.0005


def main() -> None:
    """Answer what the parent asks until it has no more questions."""
    # What ends this process from outside should end it, and not look like a fault of the file.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    descriptor, limits, questions = enter()
    sys.setswitchinterval(_SWITCH_SECONDS)
    out = sys.stdout.buffer
    with _refusals(limits):
        answers = Answers(_content(descriptor), limits)
        send(out, answers.sheets())
        for question in questions:
            for message, payload in answers.to(json.loads(question)):
                send(out, message, payload)


def _content(descriptor: int) -> bytes:
    """The whole file, wherever its parent is in it: they share the position."""
    size = os.fstat(descriptor).st_size
    found, at = [], 0
    while at < size and (some := os.pread(descriptor, size - at, at)):
        found.append(some)
        at += len(some)
    return b"".join(found)


@contextmanager
def _refusals(limits: WorkbookLimits) -> Iterator[None]:
    """Report an error to the parent as a refusal.

    Any exception means that the file cannot be read, because parsers do not document all that
    they raise for foreign files. The parent logs the details.
    """
    try:
        yield
    except BadSpreadsheetError as error:
        refusal: dict[str, Any] = {"refused": error.code, "params": error.params}
    except MemoryError:
        refusal = {"refused": "workbook_out_of_memory", "params": {"limit": limits.memory_mb}}
    except BaseException:  # a panic of Rust code is no Exception
        refusal = {"refused": "unreadable_file", "details": traceback.format_exc(limit=-5)}
    send(sys.stdout.buffer, refusal)


if __name__ == "__main__":
    main()
    # Python's own end would quarrel with the thread that listens.
    os._exit(0)
