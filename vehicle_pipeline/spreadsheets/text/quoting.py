"""The patterns of quoted fields and records, for one delimiter.

A record is clean if it is as RFC 4180 has it, except that a quote inside an unquoted field is
text (`Reboque 15" Randon`) unless it stands at an edge of the field: there it may have belonged to
a quoted field, so that the fields beside it may be wrong.
"""

import re
from functools import cache

# Fields without a quote at their edges; `D` is the delimiter, `B` a blank.
_PLAIN = r'(?!B*+")[^"D\r\n]*+(?:"++(?=B*+[^ \tD\r\n])[^"D\r\n]*+)*+'
# An Excel formula, such as `="ABC1D23"`; all its quotes close.
_FORMULA = r'=[^"D\r\n]*+(?:"[^"D\r\n]*+"[^"D\r\n]*+)*+(?=[D\r\n])'
_QUOTED = r'"[^"]*+(?:""[^"]*+)*+"(?!")'
# Of one line: a stray quote must find no partner in a later row.
_ON_ITS_LINE = r'"[^"\r\n]*+(?:""[^"\r\n]*+)*+"(?!")'
# And whatever comes before the delimiter.
_LOOSE = rf"{_ON_ITS_LINE}[^D\r\n]*+"
_ESCAPED = r'"[^"\\\r\n]*+(?:(?:\\[^\r\n]|"")[^"\\\r\n]*+)*+"'
_END = r"B*+(?=[D\r\n])"
_LINE_END = r"(?:\r\n|[\r\n])"
# Escapes inside a field that is quoted with `\"`.
_ESCAPE = re.compile(rb'\\(["\\])')


class Quoting:
    """Matches records and fields; every record has to end with a line end."""

    def __init__(self, delimiter: bytes) -> None:
        self._delimiter = delimiter
        plain = f"(?:{_FORMULA}|{_PLAIN})"
        clean = f"(?:{_QUOTED}{_END}|{plain})"
        loose = rf"(?:{_LOOSE}|{_QUOTED}{_END}|(?!\")[^D\r\n]*+)"
        self.clean = self._compile(_record(clean))
        self.clean_run = self._compile(f"(?:{_record(clean)})*+")
        self.loose = self._compile(_record(loose))
        self.loose_fields = self._compile(f"(?:{loose}(?:D|{_LINE_END}))*+")
        self._spaced = self._compile(_record(f"(?:B*+{_ON_ITS_LINE}{_END}|{plain})"))
        self._escaped = self._compile(_record(f"(?:B*+{_ESCAPED}{_END}|{plain})"))
        self._spaced_cell = self._compile(f"B*+({_ON_ITS_LINE}){_END}|{plain}")
        self._escaped_cell = self._compile(f"B*+({_ESCAPED}){_END}|{plain}")

    def rewritten(self, text: bytes, at: int) -> tuple[str, int, bytes] | None:
        r"""Return how the record at `at` is quoted, its end, and the record as RFC 4180 has it.

        `spaced` is `1, "x"`, `escaped` is `"x \"y\""`. None if it is neither.
        """
        if record := self._spaced.match(text, at):
            cells = self._spaced_cell.sub(lambda cell: cell[1] or cell[0], record[0])
            return "spaced", record.end(), cells
        if record := self._escaped.match(text, at):
            cells = self._escaped_cell.sub(
                lambda cell: _unescaped(cell[1]) if cell[1] else cell[0], record[0]
            )
            return "escaped", record.end(), cells
        return None

    def _compile(self, pattern: str) -> re.Pattern[bytes]:
        delimiter = re.escape(self._delimiter.decode())
        blank = "[ ]" if self._delimiter == b"\t" else "[ \t]"
        return re.compile(pattern.replace("D", delimiter).replace("B", blank).encode())


def _record(field: str) -> str:
    return f"{field}(?:D{field})*+{_LINE_END}"


def _unescaped(cell: bytes) -> bytes:
    return _ESCAPE.sub(lambda escape: b'""' if escape[1] == b'"' else escape[1], cell)


@cache
def quoting(delimiter: str) -> Quoting:
    """Return the patterns for a delimiter."""
    return Quoting(delimiter.encode())
