"""Row heights of written sheets; no spreadsheet program is there to measure the texts."""

from collections.abc import Iterable

# Height of a line of text at the default font size, in points.
_LINE_HEIGHT = 15
# Limits the height of a row; a click on the cell shows the rest of its text.
_MOST_LINES = 5


def row_height(texts: Iterable[tuple[object, int]]) -> int | None:
    """Return the height in points of a row of wrapped (text, width in characters) cells.

    None if one line is enough. Not every program adjusts the height itself.
    """
    lines = max((-(-len(str(text)) // width) for text, width in texts), default=1)
    return min(lines, _MOST_LINES) * _LINE_HEIGHT if lines > 1 else None
