"""Finds out that a text of one byte per character is not Windows-1252, by the words it gives.

The same bytes give words of Portuguese letters in one code page, and letters beside signs in the
others. A word speaks for Windows-1252 more easily: typographic signs are at home there, and letters
of other languages, and it is what most such files are.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from vehicle_pipeline.contracts import Encoding
from vehicle_pipeline.domain.garbled import from_ansi
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.text.mixed import line_ends, whole_lines

# Code pages that the evidence is compared with. cp860, DOS for Portugal, cannot be given.
_OTHERS = ("cp850", "mac-roman", "cp860")
_REFUSALS = {Encoding.CP850: "looks_like_cp850", Encoding.MAC_ROMAN: "looks_like_mac_roman"}
# Letters of a word that no accident makes of a sign between two letters.
_CLEAR = 4
# Lines beyond ASCII that are enough.
_ENOUGH = 500
# Words against Windows-1252 that are no accident.
_NO_ACCIDENT = 3
# What a word of another script counts: no accident makes one.
_FOREIGN = 2
# Share of words that may speak against a code page that the sentence names: one in so many.
_FEW = 4
# Bytes looked at of a line, and characters shown.
_LONGEST = 4_000
_SHOWN = 60

# Our letters in UTF-8: such a line is damaged, and shows no code page.
_UTF_8 = re.compile(rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]")
_BEYOND = re.compile(rb"[\x80-\xff]")
_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]*+[^\x00-\x7f\s][^\x00-\x40\x5b-\x60\x7b-\x7f\s]*+")
# In Portuguese, ç follows no other consonants than these.
_NO_CEDILLA = re.compile("[^aeiouáéíóúâêôãõnrlcpy]ç")
_ASCII_LETTERS = re.compile("[A-Za-z]")
_LETTERS = frozenset("áàâãéêíóôõúüçÁÀÂÃÉÊÍÓÔÕÚÜÇ")
_ANSI_LETTERS = _LETTERS | frozenset("äëïöñåøèßÄËÏÖÑÅØÈŠšŽž")
# Signs that are typed, or that programs put in place of typed ones.
_TYPED = re.compile("[‘’“”–—…•·´ªº°¹²³®©™§×\u00a0\u00ad]")
_ANSI_SIGNS = _ANSI_LETTERS | set("‘’“”–—…•·´ªº°¹²³®©™§×¿¡«»€£\u00a0\u00ad")
# Several signs in a row, as scripts without our letters have them.
_RUN = re.compile("[^\x00-\x7f]{3,}")
# Those at the edges of words, and apostrophes.
_TYPOGRAPHY = re.compile(
    r"[A-Za-z]{2}[’”…–—™®ºª](?![A-Za-z])|(?<![A-Za-z])[–—][A-Za-z]"
    r"|(?<![A-Za-z])[A-Za-z]’[A-Za-zÀ-ÿ]|[A-Za-z]’[A-Za-z]{1,2}(?![A-Za-z])"
)


@dataclass
class _Votes:
    """Words for and against a code page, and the first line (first = 1) that speaks clearly."""

    for_it: int = 0
    against: int = 0
    line: int = 0
    shown: bytes = b""

    @property
    def balance(self) -> int:
        return self.for_it - self.against

    def add(self, number: int, line: bytes, good: int, bad: int, *, is_clear: bool) -> None:
        self.for_it += good
        self.against += bad
        if is_clear and not self.line:
            self.line, self.shown = number, line.strip()[:_SHOWN]


def check_is_ansi(blocks: Iterable[bytes]) -> None:
    """Raise BadSpreadsheetError for a text whose words speak against Windows-1252.

    Codes: looks_like_cp850, looks_like_mac_roman, unknown_code_page.
    """
    ansi, others = _Votes(), {name: _Votes() for name in _OTHERS}
    for number, line in islice(_beyond_ascii(blocks), _ENOUGH):
        if _UTF_8.search(line):
            continue
        good, bad = _of_ansi(from_ansi(line))
        ansi.add(number, line, good, bad, is_clear=bad > good)
        for name, votes in others.items():
            good, bad, is_clear = _of_other(line.decode(name))
            votes.add(number, line, good, bad, is_clear=is_clear)
    name = max(others, key=lambda name: others[name].balance)
    best = others[name]
    is_better = best.line and best.balance > ansi.balance and best.against * _FEW <= best.for_it
    if is_better and name in _REFUSALS:
        shown = {"ansi": from_ansi(best.shown), name.replace("-", "_"): best.shown.decode(name)}
        raise BadSpreadsheetError(_REFUSALS[Encoding(name)], line=best.line, **shown)
    if is_better or ansi.against >= max(_NO_ACCIDENT, ansi.for_it + 1):
        first = ansi if ansi.line else best
        raise BadSpreadsheetError("unknown_code_page", line=first.line, ansi=from_ansi(first.shown))


def _beyond_ascii(blocks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not ASCII, with their numbers."""
    before = 0
    for part in whole_lines(blocks):
        end = counted = 0
        while found := _BEYOND.search(part, end):
            at = found.start()
            start = max(part.rfind(b"\n", end, at) + 1, part.rfind(b"\r", end, at) + 1, end)
            before += line_ends(part[counted:start])
            counted = start
            end = _end_of_line(part, at)
            yield before + 1, part[start : min(end, start + _LONGEST)]
        before += line_ends(part[counted:])


def _end_of_line(part: bytes, at: int) -> int:
    ends = [end for mark in (b"\n", b"\r") if (end := part.find(mark, at)) >= 0]
    return min(ends, default=len(part))


def _of_ansi(line: str) -> tuple[int, int]:
    """Return how many words of a line speak for Windows-1252, and how many against it."""
    words = [_kind(word, _ANSI_LETTERS) for word in _WORD.findall(_TYPED.sub(" ", line))]
    typed = len(_TYPOGRAPHY.findall(line)) + line.count("“") * ("”" in line)
    foreign = sum(not _ANSI_SIGNS.issuperset(run) for run in _RUN.findall(line))
    return words.count("good") + typed, words.count("bad") + _FOREIGN * foreign


def _of_other(line: str) -> tuple[int, int, bool]:
    """The same for another code page, and whether one of the words is clear."""
    good = bad = 0
    is_clear = False
    for word in _WORD.findall(line):
        kind = _kind(word, _LETTERS)
        if kind == "good" and _has_case(word):
            good += 1
            is_clear |= len(word) >= _CLEAR and not word[:-1].isascii()
        else:
            bad += kind in {"good", "bad"}
    return good, bad, is_clear


def _kind(word: str, letters: frozenset[str]) -> str | None:
    """Return whether a word is "good" or "bad"; None for one that says nothing."""
    beyond = [at for at, char in enumerate(word) if not char.isascii()]
    if all(word[at] in letters for at in beyond):
        is_likely = len(word) - len(beyond) > 1 and not _NO_CEDILLA.search(word.lower())
        return "good" if is_likely else None
    inside = (word[at] not in letters and 0 < at < len(word) - 1 for at in beyond)
    return "bad" if _ASCII_LETTERS.search(word) and any(inside) else None


def _has_case(word: str) -> bool:
    """Whether a word has no capitals but at its beginning, or nothing else."""
    return word.isupper() or word[1:].islower()
