"""Starts the child: receives its task, restrains the process, and sends the hello message."""

import base64
import json
import os
import queue
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from typing import BinaryIO, NamedTuple

from vehicle_pipeline.spreadsheets.confined.restraint import Barriers, restrain
from vehicle_pipeline.spreadsheets.confined.wire import send
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits

_DECRYPTION = "vehicle_pipeline.spreadsheets.confined.decryption"


class Task(NamedTuple):
    """The descriptor of a file, what its reading may take, and what the parent asks about it."""

    file: int
    limits: WorkbookLimits
    questions: Iterator[bytes]


def enter() -> Task:
    """Return what there is to do, once this process can do nothing else."""
    start = json.loads(sys.stdin.buffer.readline())
    limits = WorkbookLimits(**start["limits"])
    if start["is_container"]:
        # Takes as long as all other imports together, and no other workbook needs it.
        import_module(_DECRYPTION)
    program = start["system_calls"]
    barriers = Barriers(start["ruleset"], program and base64.b64decode(program))
    missing = restrain(limits, barriers)
    # Only now: a thread that ran before would not be restrained.
    questions = lines_until_parent_ends(sys.stdin.buffer)
    send(sys.stdout.buffer, {"hello": {"missing": missing}})
    return Task(start["file"], limits, questions)


def lines_until_parent_ends(stream: BinaryIO) -> Iterator[bytes]:
    """Return what the parent says; the process ends at once when the parent's end is closed.

    A thread of its own listens, so that the process ends in the middle of its work, too.
    """
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        for line in stream:
            lines.put(line)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    return iter(lines.get, None)
