"""Texts that were decoded by the wrong encoding somewhere: undone where that is certain.

So are letters written as escapes (see `escapes`).
UTF-8 that was read as Windows-1252 shows `Ã§` for `ç`. It is certain only if the whole text gives
UTF-8 again, and every letter that comes out is one of Portuguese texts. Other garbled texts are
only recognised.
"""

import codecs
import re

import polars as pl

from vehicle_pipeline.domain.cell_texts import is_beyond_ascii
from vehicle_pipeline.domain.columns import patch
from vehicle_pipeline.domain.escapes import (
    PORTUGUESE,
    may_be_escaped,
    unescaped,
    unescaped_text,
)

# Windows-1252 as browsers read it: an undefined byte becomes the control character with its
# number. Python's codec would reject the whole file.
WINDOWS_1252 = "".join(
    bytes([code]).decode("windows-1252", errors="ignore") or chr(code) for code in range(256)
)
_BYTES = {char: code for code, char in enumerate(WINDOWS_1252)}
# The bytes after the first of a character in UTF-8, as Windows-1252 shows them.
_TAIL = f"[{WINDOWS_1252[0x80:0xC0]}]"
_MOJIBAKE = f"[ÂÃ]{_TAIL}|â{_TAIL}{_TAIL}"
_IS_MOJIBAKE = re.compile(_MOJIBAKE)
# `MANHÃ”` at the end of a quotation is as likely as `Ô` garbled.
_AMBIGUOUS = re.compile("Ã[\u00a0”’–—…](?![A-Za-zÀ-ÿ])")
# Signs that stand inside words only where cp850 or cp437 was read as Windows-1252.
_INSIDE_WORDS = "[€‚ƒ„†‡ˆ‰‹¡¢£¤¥µÆ×]"
# Those that stand at their ends, and what Mac Roman shows.
_AT_ENDS = r"[A-Za-z]{2}[‚ƒ„ˆ‰‹¡¢£¤](?:\s|$)|[a-z][Ž™›‘][a-z]|[A-Z][îòæïåìèÌ][A-Z]"
# C1 controls, the replacement character, and the box drawings of DOS.
_NO_TEXT = r"[\x{80}-\x{9f}\x{fffd}\x{2500}-\x{259f}]"
_GARBLED = rf"{_NO_TEXT}|{_MOJIBAKE}|[A-Za-z]{_INSIDE_WORDS}+[A-Za-z]|{_AT_ENDS}"
# Times that a text was garbled, one upon the other.
_TIMES = 3


def from_ansi(raw: bytes) -> str:
    """Return bytes of Windows-1252 as text."""
    return codecs.charmap_decode(raw, "strict", WINDOWS_1252)[0]


def restored(texts: pl.Series) -> pl.Series:
    """Return texts with escapes and mojibake undone where that is certain."""
    plain = unescaped(texts)
    return patch(plain, is_beyond_ascii(plain), _restored)


def restored_count(texts: pl.Series) -> int:
    """Return how many texts `restored` changes."""
    escaped = may_be_escaped(texts)
    beyond = texts.filter(is_beyond_ascii(texts) & ~escaped)
    suspects = pl.concat([texts.filter(escaped), beyond.filter(beyond.str.contains(_MOJIBAKE))])
    return int((suspects != restored(suspects)).sum())


def is_garbled(texts: pl.Series) -> pl.Series:
    """Return which texts were certainly decoded by the wrong encoding."""
    beyond = is_beyond_ascii(texts).fill_null(value=False)
    return beyond & texts.str.contains(_GARBLED) if beyond.any() else beyond


def restored_text(text: str) -> str:
    """Return one text with escapes and mojibake undone where that is certain."""
    plain = unescaped_text(text)
    return plain if plain.isascii() or not _IS_MOJIBAKE.search(plain) else _read_again(plain)


def _restored(texts: pl.Series) -> pl.Series:
    return patch(texts, texts.str.contains(_MOJIBAKE), _undone)


def _undone(texts: pl.Series) -> pl.Series:
    return pl.Series([_read_again(text) for text in texts], dtype=pl.String)


def _read_again(text: str) -> str:
    if not _IS_MOJIBAKE.search(_AMBIGUOUS.sub("", text)):
        return text
    read = text
    for _ in range(_TIMES):
        try:
            read = bytes(_BYTES[char] for char in read).decode()
        except (KeyError, UnicodeDecodeError):
            return text
        if not _IS_MOJIBAKE.search(read):
            is_plausible = all(char.isascii() or char in PORTUGUESE for char in read)
            return read if is_plausible else text
    return text
