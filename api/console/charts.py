"""Charts as SVG in percent of whatever width there is, so that their texts never shrink.

Only figures are calculated here; `parts/chart.html` draws them, each with its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

# Pixels: a row of bars with its label above, and the field of columns and lines.
ROW = 42
HEIGHT = 160
TOP = 20
# Share of a column's room that stays empty.
_GAP = 0.2
# Labels below columns, at most. In the 270 pixels of a chart on a phone each then has 70, and the
# last, which ends at the edge instead of being centred, leaves room for the one before.
_LABELS = 4


@dataclass(frozen=True)
class Bar:
    """A horizontal bar; `width` in percent."""

    label: str
    shown: str
    width: float
    y: int


@dataclass(frozen=True)
class Bars:
    """Horizontal bars, one per label, each with its figure."""

    title: str
    head: tuple[str, str]
    bars: list[Bar]

    @property
    def height(self) -> int:
        """Of the whole drawing, in pixels."""
        return len(self.bars) * ROW


@dataclass(frozen=True)
class Block:
    """A part of a column: of which series, and where; `x` and `width` in percent."""

    series: int
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True)
class Mark:
    """A text in the drawing."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Columns:
    """Columns of one or more series on top of each other, over labels such as days."""

    title: str
    head: list[str]
    table: list[list[str]]
    blocks: list[Block]
    marks: list[Mark]
    axis: list[Mark]


@dataclass(frozen=True)
class Line:
    """A line over labels; `segments` are points in a field of 100 by 100, without gaps."""

    title: str
    head: list[str]
    table: list[list[str]]
    segments: list[str]
    dots: list[Mark]
    marks: list[Mark]
    axis: list[Mark]


def bars(title: str, head: tuple[str, str], rows: Sequence[tuple[str, float, str]]) -> Bars:
    """Return bars for `rows` of label, value and the value as it is shown."""
    most = max((value for _, value, _ in rows), default=0) or 1
    return Bars(
        title,
        head,
        [
            Bar(label, shown, round(100 * value / most, 2), number * ROW)
            for number, (label, value, shown) in enumerate(rows)
        ],
    )


def columns(
    title: str,
    head: Sequence[str],
    labels: Sequence[str],
    series: Sequence[Sequence[float]],
    shown: Sequence[Sequence[str]],
    short: Sequence[str] | None = None,
) -> Columns:
    """Return columns; `shown` holds the figures of each series as its table has them.

    `short`: the labels as they stand below the columns.
    """
    totals = [sum(values) for values in zip(*series, strict=True)]
    most, room = max(totals, default=0) or 1, 100 / max(1, len(labels))
    blocks = []
    for place, values in enumerate(zip(*series, strict=True)):
        heights = [HEIGHT * value / most for value in values]
        for number, (height, top) in enumerate(zip(heights, accumulate(heights), strict=True)):
            if height:
                x, y = room * (place + _GAP / 2), TOP + HEIGHT - top
                blocks.append(Block(number + 1, x, room * (1 - _GAP), y, height))
    table = [list(row) for row in zip(labels, *shown, strict=True)]
    highest = totals.index(max(totals)) if any(totals) else None
    sums = shown[0] if len(series) == 1 else [f"{total:g}" for total in totals]
    marks = [] if highest is None else [Mark(_middle(highest, room), TOP - 6, sums[highest])]
    return Columns(title, list(head), table, blocks, marks, _axis(short or labels))


def line(
    title: str,
    head: Sequence[str],
    labels: Sequence[str],
    values: Sequence[float | None],
    shown: Sequence[str],
    short: Sequence[str] | None = None,
) -> Line:
    """Return a line; None makes a gap. The highest and the last value are labelled."""
    known = {place: value for place, value in enumerate(values) if value is not None}
    most, room = max(known.values(), default=0) or 1, 100 / max(1, len(labels))
    points = {
        place: (_middle(place, room), 100 - 100 * value / most) for place, value in known.items()
    }
    dots = [Mark(x, TOP + HEIGHT * y / 100, shown[place]) for place, (x, y) in points.items()]
    labelled = {max(known, key=lambda place: known[place]), max(known)} if known else set()
    marks = [
        Mark(x, TOP + HEIGHT * y / 100 - 6, shown[place])
        for place, (x, y) in points.items()
        if place in labelled
    ]
    table = [list(row) for row in zip(labels, shown, strict=True)]
    return Line(title, list(head), table, _segments(points), dots, marks, _axis(short or labels))


def _segments(points: dict[int, tuple[float, float]]) -> list[str]:
    segments: list[list[str]] = []
    last = None
    for place, (x, y) in points.items():
        if last is None or place != last + 1:
            segments.append([])
        segments[-1].append(f"{x:.2f},{y:.2f}")
        last = place
    return [" ".join(each) for each in segments if len(each) > 1]


def _axis(labels: Sequence[str]) -> list[Mark]:
    """Return some of the labels, the last one among them, with room between them."""
    step, room = max(1, -(-len(labels) // _LABELS)), 100 / max(1, len(labels))
    return [
        Mark(_middle(place, room), TOP + HEIGHT + 16, label)
        for place, label in enumerate(labels)
        if (len(labels) - 1 - place) % step == 0
    ]


def _middle(place: int, room: float) -> float:
    return room * (place + 0.5)
