"""What the operating system says of a disk that takes nothing more."""

import errno
import re
from typing import Literal

_FULL = {errno.ENOSPC, errno.EDQUOT}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


def condition(error: OSError) -> Literal["full", "read_only", "unavailable"]:
    """Return what an error of a write says about the disk."""
    number = error.errno or _number_in(str(error))
    if number in _FULL:
        return "full"
    return "read_only" if number in _READ_ONLY else "unavailable"


def _number_in(text: str) -> int | None:
    """Polars tells the number only in its sentence."""
    found = re.search(r"\(os error (\d+)\)", text)
    return int(found[1]) if found else None
