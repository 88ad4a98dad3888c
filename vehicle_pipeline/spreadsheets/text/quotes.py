r"""Checks the quotes of a text, and makes RFC 4180 of what is quoted in another way.

Readers silently take everything up to the next quote, or the end of the file, as one cell, and
keep a quote at the edge of a cell as text, whatever it belonged to. So a record comes out
- as it is, if its quotes are clean;
- rewritten, if it is clean with blanks before its quotes (`1, "x"`) or with `\"` for a quote;
- quoted as a whole, if its quotes stray: as one field it cannot be mistaken for a whole record.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from vehicle_pipeline.contracts import Assumption
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.text.mixed import line_ends
from vehicle_pipeline.spreadsheets.text.quoting import quoting
from vehicle_pipeline.spreadsheets.text.text_file import MAX_RECORD, TextFile

# Longest open quoted field in bytes: Excel's longest cell in UTF-8.
_MAX_OPEN = 4 * 32_767
STRAY = "stray"
_NOTES = {"spaced": "blanks_before_quotes", "escaped": "escaped_quotes"}


@dataclass(frozen=True)
class QuotedText:
    """A text whose quotes are checked, and how many of its records were quoted otherwise."""

    text: TextFile
    delimiter: str
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def assumptions(self) -> list[Assumption]:
        """The assumptions made about records that were rewritten."""
        return [
            Assumption(code=code, params={"count": self.kinds[kind]})
            for kind, code in _NOTES.items()
            if self.kinds[kind]
        ]

    def blocks(self) -> Iterator[bytes]:
        """Yield the text with clean quotes."""
        if not self.kinds:
            return self.text.blocks()
        return Mending(self.delimiter).blocks(self.text.blocks())


def check_quotes(text: TextFile, delimiter: str) -> QuotedText:
    """Raise BadSpreadsheetError (unclosed_quote, with its row) for an unclosed quote."""
    if not text.contains(b'"'):
        return QuotedText(text, delimiter)
    try:
        kinds = _kinds(text, Mending(delimiter))
    except BadSpreadsheetError:
        # Rows are counted only for the sentence: that takes as long again.
        kinds = _kinds(text, Mending(delimiter, counts_rows=True))
    return QuotedText(text, delimiter, kinds)


def _kinds(text: TextFile, mending: "Mending") -> Counter[str]:
    for _ in mending.blocks(text.blocks()):
        pass
    return mending.kinds


class Mending:
    """Mends the quotes of a text once, and counts its records by kind."""

    def __init__(self, delimiter: str, *, counts_rows: bool = False) -> None:
        self._patterns = quoting(delimiter)
        self._counts_rows = counts_rows
        self._borders = np.zeros(256, dtype=bool)
        self._borders[list(b'\r\n"' + delimiter.encode())] = True
        self._rows = 0
        self.kinds: Counter[str] = Counter()

    def blocks(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the mended text; each block ends with a record, unless the record is too long."""
        rest = b""
        for block in chain(blocks, [b""]):
            rest += block
            # A line end closes the last record, and is taken off again.
            is_closed = bool(block) or not rest or rest[-1:] in b"\r\n"
            text = rest if is_closed else rest + b"\n"
            lines = max(text.rfind(b"\n"), text.rfind(b"\r")) + 1
            mended, at = self._mended(text[:lines], is_last=not block)
            if mended:
                yield mended if is_closed else mended[:-1]
            rest = text[at:]
            if len(rest) > 2 * MAX_RECORD:  # no such record is read
                yield rest
                yield from blocks
                return

    def _mended(self, text: bytes, *, is_last: bool) -> tuple[bytes, int]:
        """Return the mended records of whole lines, and where they end."""
        if self._is_plain(text):
            self._rows += line_ends(text)
            return text, len(text)
        parts: list[bytes] = []
        at = 0
        while True:
            run = self._patterns.clean_run.match(text, at)
            end = run.end() if run else at
            parts.append(text[at:end])
            if self._counts_rows:
                self._rows += len(self._patterns.clean.findall(text, at, end))
            at = end
            if at == len(text) or (not is_last and len(text) - at <= _MAX_OPEN):
                return b"".join(parts), at
            found = self._patterns.rewritten(text, at) or self._stray(text, at)
            if not found:
                self._check_open(text, at, is_last=is_last)
                return b"".join(parts), at
            kind, at, record = found
            self.kinds[kind] += 1
            self._rows += 1
            parts.append(record)

    def _stray(self, text: bytes, at: int) -> tuple[str, int, bytes] | None:
        record = self._patterns.loose.match(text, at)
        if not record:
            return None
        content = record[0].rstrip(b"\r\n")
        end = record[0][len(content) :]
        return STRAY, record.end(), b'"' + content.replace(b'"', b'""') + b'"' + end

    def _check_open(self, text: bytes, at: int, *, is_last: bool) -> None:
        fields = self._patterns.loose_fields.match(text, at)
        opened = fields.end() if fields else at
        if is_last or len(text) - opened > _MAX_OPEN:
            raise BadSpreadsheetError("unclosed_quote", row=self._rows + 1)

    def _is_plain(self, lines: bytes) -> bool:
        """Whether all quotes are pairs around fields of one line, which is the usual case."""
        if b'"' not in lines:
            return True
        codes = np.frombuffer(lines, dtype=np.uint8)
        quotes = np.flatnonzero(codes == ord('"'))
        if len(quotes) % 2:
            return False
        line_ends = np.flatnonzero((codes == ord("\n")) | (codes == ord("\r")))
        return not (
            (np.searchsorted(quotes, line_ends) % 2).any()
            or not self._borders[codes[quotes[::2] - 1]].all()
            or not self._borders[codes[quotes[1::2] + 1]].all()
        )
