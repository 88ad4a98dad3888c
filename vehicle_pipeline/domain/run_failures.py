"""Why a run failed, in words for people: what they can do something about is told apart."""

import re
from collections.abc import Sequence
from typing import Any

# Class name and message of an error; what was only put into words has no class.
Told = tuple[str, str]

# Of a message that was not foreseen, so many characters are shown.
_SHOWN = 300

# The sentence, and what gives its condition away in "Class: message" of an error or one of its
# causes. Full and read-only come first: they are often the cause of "unavailable".
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
# What an address may carry that is nobody's business: a password, or a signature.
_SECRETS = re.compile(r"(?<=://)[^/@\s]+@|(?<=\S)\?[^\s'\")?=]+=[^\s'\")]*")
_PASSWORDS = re.compile(r"(?i)\b(password|passwd|secret|token)(\s*[=:]\s*)\S+")


def reason(errors: Sequence[Told]) -> dict[str, Any]:
    """Return the parameters of the sentence `run_failed`.

    `errors` are an error and its causes, outermost first; none when the process just vanished.
    """
    if not errors:
        return {"reason": "run_killed"}
    texts = [f"{name}: {message}" for name, message in errors]
    for code, signs in _SIGNS.items():
        if any(re.search(signs, text, re.IGNORECASE) for text in texts):
            return {"reason": code}
    return {"error": _short(*errors[-1])}


def _short(name: str, message: str) -> str:
    """The error in one line, without what should not be read by everybody."""
    line = " ".join(": ".join(filter(None, (name, message))).split())
    # Neither can be stored.
    line = line.replace("\x00", "").encode("utf-8", "replace").decode()
    discreet = _PASSWORDS.sub(r"\1\2***", _SECRETS.sub("", line))
    return discreet if len(discreet) <= _SHOWN else f"{discreet[: _SHOWN - 1]}…"
