"""Finds a quote that opens a field but does not close it properly.

Readers silently take everything up to the next quote, or the end of the file, as one cell. Only
quoted fields of several lines are suspect.
"""

import re
from collections.abc import Iterable
from itertools import chain

import numpy as np

from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.text.text_file import MAX_RECORD, TextFile

# Longest open quoted field in bytes: Excel's longest cell in UTF-8.
_MAX_OPEN = 4 * 32_767
# Bytes needed after a closing quote to find the end of its field, which blanks may precede.
_AHEAD = 64


def check_quotes(text: TextFile, delimiter: str) -> None:
    """Raise BadSpreadsheetError (unclosed_quote, with its row) for an unclosed quote."""
    if not text.contains(b'"'):
        return
    lexer = _Lexer(delimiter.encode())
    at = lexer.first_unclosed(text.blocks())
    if at is not None:
        row = 1 + _line_ends_before(at, text.blocks()) - lexer.inner_line_ends
        raise BadSpreadsheetError("unclosed_quote", row=row)


class _Lexer:
    """Scans the fields of a text and counts the line ends inside quotes."""

    def __init__(self, delimiter: bytes) -> None:
        mark = re.escape(delimiter)
        # Fields that end on their line, with their delimiter or line end. A quote in the middle of
        # an unquoted field is literal text.
        self._closed_fields = re.compile(
            rb'(?:(?!")[^%b\r\n]*+[%b\r\n]'
            rb'|"[^"\r\n]*+(?:""[^"\r\n]*+)*+"(?!")[^%b\r\n]*+[%b\r\n])*+' % ((mark,) * 4)
        )
        self._quoted = re.compile(rb'"[^"]*+(?:""[^"]*+)*+"(?!")')
        self._end_of_field = re.compile(rb"[ \t]*(?:[%b\r\n]|\Z)" % mark)
        self._borders = np.zeros(256, dtype=bool)
        self._borders[list(b'\r\n"' + delimiter)] = True
        self.inner_line_ends = 0

    def first_unclosed(self, blocks: Iterable[bytes]) -> int | None:
        """Return the offset of the first unclosed quote in the text, None if there is none."""
        done = 0
        rest = b""
        for block in chain(blocks, [b""]):
            rest += block
            lines = max(rest.rfind(b"\n"), rest.rfind(b"\r")) + 1
            if block and self._is_plain(rest[:lines]):
                lexed = lines
            else:
                lexed, is_unclosed = self._lex(rest, is_last=not block)
                if is_unclosed:
                    return done + lexed
            done += lexed
            rest = rest[lexed:]
            if len(rest) > 2 * MAX_RECORD:  # no such record is read
                break
        return None

    def _is_plain(self, lines: bytes) -> bool:
        """Whether all quotes are pairs around fields of one line, which is the usual case."""
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

    def _lex(self, text: bytes, *, is_last: bool) -> tuple[int, bool]:
        """Return the offset where the scan ends, and whether an unclosed quote follows."""
        at = 0
        while (at := self._skip_closed(text, at)) < len(text) and text[at : at + 1] == b'"':
            field = self._quoted.match(text, at)
            if not field:
                return at, is_last or len(text) - at > _MAX_OPEN
            if not is_last and len(text) < field.end() + _AHEAD:
                return at, False
            inner = _line_ends(field[0])
            if not inner:  # the line goes on
                return at, False
            if not self._end_of_field.match(text, field.end()):
                return at, True
            self.inner_line_ends += inner
            at = field.end()
        return at, False

    def _skip_closed(self, text: bytes, at: int) -> int:
        closed = self._closed_fields.match(text, at)
        return closed.end() if closed else at


def _line_ends(text: bytes) -> int:
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")


def _line_ends_before(at: int, blocks: Iterable[bytes]) -> int:
    count = 0
    for block in blocks:
        if at <= 0:
            break
        count += _line_ends(block[:at])
        at -= len(block)
    return count
