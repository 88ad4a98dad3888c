"""How one line of a text is to be read, by the rules alone: its quotes, and its encoding.

Written character by character, and slow.
"""

from dataclasses import dataclass
from typing import Literal

BLANKS = " \t"


@dataclass(frozen=True)
class Quoted:
    """The cells of a line, and how it is quoted; None where quotes stray or do not close."""

    cells: list[str]
    way: Literal["clean", "spaced", "escaped"]


def split(line: str, delimiter: str) -> Quoted | None:
    """Return the cells of a line without a line end.

    RFC 4180 comes first, then blanks before quotes, then quotes after a backslash.
    """
    for way in ("clean", "spaced", "escaped"):
        cells = cells_of(line, delimiter, may_be_spaced=way != "clean", escapes=way == "escaped")
        if cells is not None:
            return Quoted(cells, way)
    return None


def cells_of(line: str, delimiter: str, *, may_be_spaced: bool, escapes: bool) -> list[str] | None:
    cells = []
    rest: str | None = line
    while rest is not None:
        blanks = len(rest) - len(rest.lstrip(BLANKS.replace(delimiter, "")))
        is_quoted = rest[blanks:].startswith('"') and (may_be_spaced or not blanks)
        if is_quoted:
            read = quoted(rest[blanks + 1 :], delimiter, escapes=escapes)
        else:
            read = unquoted(rest, delimiter)
        if read is None:
            return None
        cell, rest = read
        cells.append(cell)
    return cells


def leaves_open(line: str, delimiter: str) -> bool:
    """Whether a quote that opens a cell finds no other on its line: the cell goes on below."""
    rest: str | None = line
    while rest is not None:
        if rest.startswith('"'):
            pieces = rest[1:].replace('""', "  ").partition('"')
            if not pieces[1]:
                return True
            rest = rest[2 + len(pieces[0]) :]
        rest = rest.partition(delimiter)[2] if delimiter in rest else None
    return False


def unquoted(text: str, delimiter: str) -> tuple[str, str | None] | None:
    """A cell and what follows its delimiter; None if it has a quote at an edge."""
    cell, mark, rest = text.partition(delimiter)
    trimmed = cell.strip(BLANKS)
    is_formula = cell.startswith("=") and not cell.count('"') % 2
    if not is_formula and (trimmed.startswith('"') or trimmed.endswith('"')):
        return None
    return cell, rest if mark else None


def quoted(text: str, delimiter: str, *, escapes: bool) -> tuple[str, str | None] | None:
    """The same of a cell whose quote was opened; None if text follows the quote that closes."""
    cell, at = "", 0
    while at < len(text):
        pair = text[at : at + 2]
        if pair == '""' or (escapes and pair in ('\\"', "\\\\")):
            cell, at = cell + pair[1], at + 2
        elif text[at] == '"':
            behind = text[at + 1 :].lstrip(BLANKS.replace(delimiter, ""))
            if behind and not behind.startswith(delimiter):
                return None
            return cell, behind[1:] if behind else None
        else:
            cell, at = cell + text[at], at + 1
    return None


def decoded(lines: list[bytes]) -> list[str]:
    """The lines of a file without a mark; U+FFFD for what is unsure."""
    is_mixed = any(is_utf_8(line) and not line.isascii() for line in lines)
    if all(map(is_utf_8, lines)):
        return [line.decode() for line in lines]
    return [of_mixed(line) if is_mixed else line.decode("cp1252") for line in lines]


def of_mixed(line: bytes) -> str:
    if is_utf_8(line):
        return line.decode()
    replaced = line.decode(errors="replace")
    has_some = any(ord(char) > 0x7F and char != "\ufffd" for char in replaced)
    return replaced if has_some else line.decode("cp1252")


def is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
