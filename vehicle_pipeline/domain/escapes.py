r"""Texts in which letters are written as escapes: undone where that is certain.

`&ccedil;`, `&#231;`, `\u00e7`, `%C3%A7`, `=C3=A7` and `+AOc-` (UTF-7) are certain if what comes out
are letters and signs of Portuguese texts. What is left of such escapes is only recognised, as is
`%E7`, whose encoding it does not say.
"""

import re
from collections.abc import Callable
from html import unescape

import polars as pl

from vehicle_pipeline.domain.columns import patch

# Letters and signs beyond ASCII of Portuguese texts.
PORTUGUESE = frozenset("áàâãäéèêëíïóôõöúüçñªº°®™²³·–—‘’“”•…€\u00a0").union("ÁÀÂÃÄÉÈÊËÍÏÓÔÕÖÚÜÇÑ")
# Signs with which an escape begins. Few texts have one.
_BEGINNINGS = r"[&%=\\+]"
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BACKSLASH = re.compile(r"\\u[0-9A-Fa-f]{4}")
_UTF_7 = re.compile(r"\+[A-Za-z0-9/]{3,}-")
# By the sign before two hexadecimal digits: a run of bytes, two of which are one of UTF-8.
_BYTES = {
    sign: (
        re.compile(rf"(?:{sign}[0-9A-Fa-f]{{2}})+"),
        re.compile(rf"{sign}[89A-Fa-f][0-9A-Fa-f]{sign}[89ABab][0-9A-Fa-f]"),
    )
    for sign in "%="
}
# Times that a text was escaped, one upon the other: `&amp;ccedil;`.
_TIMES = 3
# Escapes, and what is left of one that a delimiter has cut off (`Caminh&atilde`).
ESCAPED = (
    r"&#[0-9xX]|&[A-Za-z][0-9A-Za-z]{1,31};|&(?:amp|nbsp|quot|lt|gt)\b"
    r"|&[A-Za-z](?:acute|grave|circ|tilde|uml|cedil)"
    r"|\p{L}%(?:20|[89A-Fa-f][0-9A-Fa-f])|[\p{L}\p{N}.]%20[\p{L}\p{N}]"
    r"|[A-Za-z]=[89A-F][0-9A-F]"
    r"|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\[23][0-7]{2}\\[23][0-7]{2}|\+A[I-P][AEIMQUYcgkosw048]-"
)


def unescaped(texts: pl.Series) -> pl.Series:
    """Return texts with escapes undone where that is certain."""
    return patch(texts, may_be_escaped(texts), _each)


def may_be_escaped(texts: pl.Series) -> pl.Series:
    """Whether a text has a sign with which escapes begin."""
    return texts.str.contains(_BEGINNINGS)


def unescaped_text(text: str) -> str:
    """Return one text with escapes undone where that is certain."""
    for _ in range(_TIMES):
        before, text = text, _undone(text)
        if text == before:
            break
    return text


def _each(texts: pl.Series) -> pl.Series:
    return pl.Series([unescaped_text(text) for text in texts], dtype=pl.String)


def _undone(text: str) -> str:
    for pattern, read in _READINGS:
        text = pattern.sub(_certain(read), text)
    for sign, (run, character) in _BYTES.items():
        # In `a+b%C3%A7` the plus may stand for a space.
        if character.search(text) and not (sign == "%" and "+" in text):
            text = run.sub(_certain(_of_bytes), text)
    return text


def _certain(read: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
    """Return a replacement of matches by what `read` makes of them, if that is Portuguese."""

    def replace(found: re.Match[str]) -> str:
        try:
            letters = read(found[0])
        except ValueError:  # no such character
            return found[0]
        is_text = bool(letters) and all(map(_may_be_meant, letters))
        return letters if is_text else found[0]

    return replace


def _may_be_meant(char: str) -> bool:
    return char in PORTUGUESE or (char.isascii() and char.isprintable())


def _of_bytes(run: str) -> str:
    return bytes.fromhex(run.replace(run[0], "")).decode()


def _of_utf_7(run: str) -> str:
    letters = run.encode().decode("utf-7")
    return run if any(map(str.isascii, letters)) else letters


_READINGS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_ENTITY, unescape),
    (_BACKSLASH, lambda found: chr(int(found[2:], 16))),
    (_UTF_7, _of_utf_7),
)
