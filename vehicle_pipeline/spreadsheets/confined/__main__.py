"""The process that reads one workbook: `python -m vehicle_pipeline.spreadsheets.confined`.

Its arguments are the descriptor of the file and the limits as JSON; `wire` has what is said over
standard input and output. Foreign files are parsed only here: a parser that a file drives mad takes
this process with it, and nothing else.
"""

import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# pyarrow looks for both on its own account, can do without, and imports in half the time.
sys.modules.update({"numpy": None, "pandas": None})  # type: ignore[dict-item]

from vehicle_pipeline.errors import BadSpreadsheetError  # noqa: E402
from vehicle_pipeline.spreadsheets.confined.answers import Answers  # noqa: E402
from vehicle_pipeline.spreadsheets.confined.restraint import (  # noqa: E402
    lines_until_parent_ends,
    restrain,
)
from vehicle_pipeline.spreadsheets.confined.wire import send  # noqa: E402
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits  # noqa: E402

# Threads that cut and parse need Python only for moments, and should not wait for it for long.
_SWITCH_SECONDS = 0.0005


def main() -> None:
    """Answer what the parent asks until it has no more questions."""
    descriptor, limits = int(sys.argv[1]), WorkbookLimits(**json.loads(sys.argv[2]))
    questions = lines_until_parent_ends(sys.stdin.buffer)
    restrain(limits)
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
    """Tell the parent why the file cannot be read, and end.

    Parsers of foreign files fail in ways that nobody has listed; whatever they raise means that
    the file cannot be read. The parent logs the details.
    """
    try:
        yield
    except BadSpreadsheetError as error:
        refusal: dict[str, Any] = {"refused": error.code, "params": error.params}
    except (MemoryError, ImportError):
        # pyarrow is imported when the workbook is in memory; without room it cannot be mapped.
        refusal = {"refused": "workbook_out_of_memory", "params": {"limit": limits.memory_mb}}
    except Exception:
        refusal = {"refused": "unreadable_file", "details": traceback.format_exc(limit=-5)}
    send(sys.stdout.buffer, refusal)


if __name__ == "__main__":
    main()
