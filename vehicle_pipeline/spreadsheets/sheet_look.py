"""What makes a sheet readable that is written without a program that could measure it."""

from collections.abc import Iterable

# Of a line of text, in points, at the size that programs use by themselves.
_LINE_HEIGHT = 15
# Higher rows would hide their neighbours; a click shows the rest of a text.
_MOST_LINES = 5


def row_height(texts: Iterable[tuple[object, int]]) -> int | None:
    """Return the height in points for texts in wrapped cells of a width in characters.

    None where one line is enough: not every program finds out by itself where it is not.
    """
    lines = max((-(-len(str(text)) // width) for text, width in texts), default=1)
    return min(lines, _MOST_LINES) * _LINE_HEIGHT if lines > 1 else None
