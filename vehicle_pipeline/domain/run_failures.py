"""Explains why a run failed, with a sentence of its own for each cause that a person can fix."""

import re
from collections.abc import Sequence
from typing import Any

from vehicle_pipeline.domain.outside_text import shortened

# Class name and message of an error; the name is empty if only a message is known.
Cause = tuple[str, str]

# What an import failed with if its file was not the reason: trying it again may help.
NOT_OF_THE_FILE = frozenset({"gave_up", "reader_killed"})

# Characters shown of an unforeseen error's message.
_SHOWN = 300

# Code of a sentence -> pattern of its condition in "Class: message" of an error or one of its
# causes. Full and read-only come first, because they often cause "unavailable".
_SIGNS = {
    "run_disk_full": r"no space left on device|disk quota exceeded|could not extend file"
    r"|^DiskFull|Error: \w+_full\b",
    "run_read_only": r"read-only file system|read-only transaction"
    r"|Error: \w+_read_only\b",
    "run_out_of_memory": r"^MemoryError|out of memory|cannot allocate memory"
    r"|memory allocation of \d+ bytes failed",
    "run_database_unavailable": r"^Database(Unavailable|Restarting)Error|^CommitInDoubtError"
    r"|^OperationalError",
    "run_database_busy": r"^Database(Deadlock|Serialization|LockTimeout|StatementTimeout)Error",
    "run_object_store_unavailable": r"^ObjectStoreUnavailableError",
    "run_reader_unavailable": r"^ReaderUnavailableError",
}
# Secrets in an address: a password, or a signature in the query string.
_SECRETS = re.compile(r"(?<=://)[^/@\s]+@|(?<=\S)\?[^\s'\")?=]+=[^\s'\")]*")
_PASSWORDS = re.compile(r"(?i)\b(password|passwd|secret|token)(\s*[=:]\s*)\S+")


def reason(causes: Sequence[Cause]) -> dict[str, Any]:
    """Return the parameters of the sentence `run_failed`.

    `causes` are an error and its causes, outermost first; empty if the process vanished.
    """
    if not causes:
        return {"reason": "run_killed"}
    texts = [f"{name}: {message}" for name, message in causes]
    for code, signs in _SIGNS.items():
        if any(re.search(signs, text, re.IGNORECASE) for text in texts):
            return {"reason": code}
    return {"error": _short(*causes[-1])}


def _short(name: str, message: str) -> str:
    """Return the error in one line, without secrets."""
    line = " ".join(": ".join(filter(None, (name, message))).split())
    # PostgreSQL can store neither a NUL nor half of a surrogate pair.
    line = line.replace("\x00", "").encode("utf-8", "replace").decode()
    discreet = _PASSWORDS.sub(r"\1\2***", _SECRETS.sub("", line))
    return shortened(discreet, _SHOWN)
