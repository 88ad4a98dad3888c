"""The name of an upload, made safe to show and to log."""

import re
import unicodedata
from pathlib import PurePosixPath

MAX_LENGTH = 255
NAMELESS = "sem-nome"


def safe_filename(raw: str) -> str:
    """Return the last part of a path without invisible characters, at most 255 characters long.

    Letters of every script stay; the suffix survives the cut.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    # Category C: control and formatting characters, also those that reverse the reading order.
    visible = "".join(char for char in last if not unicodedata.category(char).startswith("C"))
    name = visible.strip() or NAMELESS
    if len(name) <= MAX_LENGTH:
        return name
    suffix = PurePosixPath(name).suffix[:16]
    return name[: MAX_LENGTH - len(suffix)] + suffix
