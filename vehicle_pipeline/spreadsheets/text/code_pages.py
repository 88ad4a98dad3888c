"""Finds out that a text of one byte per character is in another code page, by its words.

Windows-1252 is what most such files are in, so another code page is named only where a word can be
none of Windows-1252, or is a known one of another, and all such words together read better there.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from vehicle_pipeline.contracts import Encoding
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.text.mixed import line_ends, whole_lines
from vehicle_pipeline.spreadsheets.text.word_readings import (
    ANSI,
    BAD,
    FAIR,
    GOOD,
    KNOWN,
    OPEN,
    reading,
)

# Code pages that are compared. cp860 is DOS for Portugal, ISO 8859-2 that of Škoda's country.
_PAGES = (ANSI, "cp850", "mac-roman", "cp860", "iso-8859-2")
_REFUSALS = {"cp850": "looks_like_cp850", "mac-roman": "looks_like_mac_roman"}
# Lines beyond ASCII that are enough.
_ENOUGH = 500
# Words that can be none, so that they are no accident.
_NO_ACCIDENT = 3
# Share of words that may speak against a code page that the sentence names: one in so many.
_FEW = 4
# Bytes looked at of a line, and characters shown.
_LONGEST = 4_000
_SHOWN = 60

# Several signs in a row, as scripts without our letters have them: such a word counts as two.
_RUN = re.compile(rb"[\x80-\xff]{3}")
# Our letters and signs in UTF-8: a line with both is damaged, and shows no code page.
_UTF_8 = re.compile(rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2[\x80-\x84][\x80-\xbf]")
_BEYOND = re.compile(rb"[\x80-\xff]")
# A blank at the end says that another word follows.
_WORD = re.compile(rb"(?<!\w)\w*+[\x80-\xff][\w\x80-\xff]*+(?: (?=[A-Za-z]))?")


@dataclass
class _Words:
    """The words beyond ASCII of a text, with their numbers, and where each is first."""

    counts: Counter[bytes] = field(default_factory=Counter)
    first: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)

    def add(self, number: int, line: bytes) -> None:
        for word in _WORD.findall(line):
            self.counts[word] += 1
            self.first.setdefault(word, (number, line))

    def weights(self, page: str) -> dict[bytes, int]:
        return {word: reading(word, page)[0] for word in self.counts}

    def total(self, weights: Mapping[bytes, int]) -> int:
        return sum(weights[word] * count for word, count in self.counts.items())


def check_is_ansi(blocks: Iterable[bytes]) -> None:
    """Raise BadSpreadsheetError for a text whose words speak against Windows-1252.

    Codes: looks_like_cp850, looks_like_mac_roman, several_code_pages, unknown_code_page.
    """
    words = _words(blocks)
    weights = {page: words.weights(page) for page in _PAGES}
    against = _against(weights, ANSI)
    if not against:
        return
    number, line = words.first[against[0]]
    pages = _better(words, weights, against, ANSI)
    ansi = _shown(line, ANSI)
    if len(pages) == 1 and pages[0] in _REFUSALS:
        (page,) = pages
        exact = {page.replace("-", "_"): _shown(line, page)}
        raise BadSpreadsheetError(_REFUSALS[page], line=number, ansi=ansi, **exact)
    if len(pages) == 1:
        exact = {"reason": "unread_code_page", "readings": _readings(line, pages)}
        raise BadSpreadsheetError("unknown_code_page", line=number, ansi=ansi, **exact)
    if pages:
        readings = _readings(line, pages)
        raise BadSpreadsheetError("several_code_pages", line=number, ansi=ansi, readings=readings)
    bad = [word for word in against if weights[ANSI][word] == BAD]
    count = sum(words.counts[word] * (2 if _RUN.search(word) else 1) for word in bad)
    if count >= _NO_ACCIDENT and words.total(weights[ANSI]) < 0:
        raise BadSpreadsheetError("unknown_code_page", line=number, ansi=ansi)


def check_is(encoding: Encoding, blocks: Iterable[bytes]) -> None:
    """Raise BadSpreadsheetError (not_that_code_page) if words speak against what the sender said.

    What differs in ISO 8859-1 from Windows-1252 is no text, and shows in the rows.
    """
    page = ANSI if encoding == Encoding.ISO_8859_1 else encoding.value
    words = _words(blocks)
    weights = {name: words.weights(name) for name in _PAGES}
    against = _against(weights, page)
    if not against or not (pages := _better(words, weights, against, page)):
        return
    # The sender is believed unless a known word says otherwise.
    if not any(weights[name][word] == KNOWN for name in pages for word in against):
        return
    number, line = words.first[against[0]]
    raise _not_that(encoding, number, line, _readings(line, pages))


def check_is_not_utf_8(encoding: Encoding, blocks: Iterable[bytes]) -> None:
    """Raise BadSpreadsheetError (not_that_code_page) if a text in UTF-8 has our letters.

    `encoding`: the code page that the sender said.
    """
    for number, line in _beyond_ascii(blocks):
        if _UTF_8.search(line):
            shown = line.strip()[:_SHOWN].decode(errors="ignore")
            raise _not_that(encoding, number, line, f"{Encoding.UTF_8}: '{shown}'")


def _not_that(encoding: Encoding, number: int, line: bytes, readings: str) -> BadSpreadsheetError:
    shown = _shown(line, encoding)
    return BadSpreadsheetError(
        "not_that_code_page",
        encoding=_name(encoding),
        line=number,
        shown=shown,
        readings=readings,
    )


def _words(blocks: Iterable[bytes]) -> _Words:
    words = _Words()
    for number, line in islice(_beyond_ascii(blocks), _ENOUGH):
        if not _UTF_8.search(line):
            words.add(number, line)
    return words


def _against(weights: Mapping[str, Mapping[bytes, int]], page: str) -> list[bytes]:
    """Return the words that are none in a code page, or known ones in others only."""
    best = {word: max(by[word] for by in weights.values()) for word in weights[page]}
    return [
        word
        for word, weight in weights[page].items()
        if weight < OPEN or best[word] == KNOWN > weight
    ]


def _better(
    words: _Words, weights: Mapping[str, Mapping[bytes, int]], against: list[bytes], page: str
) -> list[str]:
    """Return the code pages in which the text reads better, those of the most known words."""
    totals = {name: words.total(by) for name, by in weights.items()}
    possible = {
        name: sum(by[word] == KNOWN for word in against)
        for name, by in weights.items()
        if totals[name] > totals[page] and _is_possible(words.counts, by, against)
    }
    if not any(weights[name][word] >= GOOD for name in possible for word in against):
        return []
    most = max(possible.values(), default=0)
    best = max((totals[name] for name in possible), default=0)
    likely = [name for name, known in possible.items() if known == most]
    return _unlike(words, [name for name in likely if totals[name] * 2 >= best])


def _is_possible(counts: Counter[bytes], by: Mapping[bytes, int], against: list[bytes]) -> bool:
    """Whether hardly a word is none in a code page."""
    bad = sum(counts[word] for word, weight in by.items() if weight < OPEN)
    good = sum(counts[word] for word in against if by[word] >= FAIR)
    return good > 0 and bad * _FEW <= good


def _unlike(words: _Words, pages: list[str]) -> list[str]:
    """Return `pages` without those in which all words are as in an earlier one."""
    texts = {page: [reading(word, page)[1] for word in words.counts] for page in pages}
    return [page for at, page in enumerate(pages) if texts[page] not in map(texts.get, pages[:at])]


def _readings(line: bytes, pages: list[str]) -> str:
    return ", ".join(f"{_name(page)}: '{_shown(line, page)}'" for page in pages)


def _name(page: str) -> str:
    return page.replace("-", "_") if page == "mac-roman" else page


def _shown(line: bytes, page: str) -> str:
    return reading(line.strip()[:_SHOWN], page)[1]


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
