"""Recognises texts of two or four bytes per character by the first bytes of a file.

Without a mark, the evidence is where the NULs of Western texts are: in UTF-16 the byte that is
zero in most characters is never the other one.
"""

import codecs
import re

# Byte order marks, a longer one before its beginning.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Codec, bytes per character, position of the byte that is never NUL.
_WITHOUT_MARK = (
    ("utf-32-le", 4, 0),
    ("utf-32-be", 4, 3),
    ("utf-16-le", 2, 0),
    ("utf-16-be", 2, 1),
)
# Share of characters whose other bytes are all NUL.
_WESTERN = 0.75
# Bytes at the beginning that are looked at.
_HEAD = 4_096
# Fewer bytes show nothing.
_ENOUGH = 8
# Control characters that no text has.
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f]")
# Share of bytes that may be stray NULs in a text.
_STRAY_NULS = 0.01


def mark_of(head: bytes) -> tuple[str, int] | None:
    """Return the codec of a byte order mark and its length in bytes, None if there is none."""
    for mark, codec in MARKS:
        # Two NULs behind the mark of UTF-16 are NULs unless a character of UTF-32 follows.
        if head.startswith(mark) and (unit_bytes(codec) < 4 or head[4:8].strip(b"\x00")):
            return codec, len(mark)
    return None


def unmarked(head: bytes) -> str | None:
    """Return the codec of a text of several bytes per character that has no mark."""
    start = head[:_HEAD]
    if b"\x00" not in start or len(start) < _ENOUGH:
        return None
    for codec, unit, low in _WITHOUT_MARK:
        columns = [start[at : len(start) - len(start) % unit : unit] for at in range(unit)]
        others = [column for at, column in enumerate(columns) if at != low]
        are_western = all(column.count(0) >= _WESTERN * len(column) for column in others)
        if 0 not in columns[low] and are_western:
            return codec
    return None


def unit_bytes(codec: str | None) -> int:
    """Return how many bytes the shortest character has."""
    return {"utf-16": 2, "utf-32": 4}.get((codec or "")[:6], 1)


def has_few_nuls(text: bytes) -> bool:
    """Return whether the NULs of a text, if any, may be strays: one, or hardly any."""
    nuls = text.count(0)
    return not nuls or (nuls <= max(1, _STRAY_NULS * len(text)) and not _CONTROLS.search(text))


def is_text_but_for_nuls(content: bytes) -> bool:
    """Return whether a file has NULs, however many, but no other byte that no text has."""
    return b"\x00" in content and not _CONTROLS.search(content)
