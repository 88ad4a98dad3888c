"""Header texts as people are shown them, and where they stand."""

from collections import Counter
from collections.abc import Iterable, Sequence

from vehicle_pipeline.domain.outside_text import shortened

# Control characters count as space; PostgreSQL cannot store a NUL.
_CONTROLS = dict.fromkeys((*range(0x20), 0x7F), " ")
# Longest list of header texts in a sentence, in characters.
_LISTED = 1_000


def clean(text: str) -> str:
    """Return a header text in one line, its spaces collapsed."""
    return " ".join(text.translate(_CONTROLS).split())


def texts(row: Sequence[str]) -> list[str]:
    """Return the texts of a header, each in one line."""
    return [clean(text) for text in row]


def letters(position: int) -> str:
    """Return the letters of a column in a spreadsheet program: A to Z, AA, ..."""
    name = ""
    while position >= 0:
        name = chr(ord("A") + position % 26) + name
        position = position // 26 - 1
    return name


def placed(row: Sequence[str], columns: Iterable[int]) -> str:
    """List header texts with their places: two of them may be alike."""
    named = (f"'{clean(row[at])}' ({letters(at)})" for at in columns)
    return shortened(", ".join(named), _LISTED)


def labels(columns: Sequence[str]) -> list[str]:
    """Return what people call each column: `Placa`; `Valor (C)` of two, `(C)` without a name."""
    count = Counter(columns)
    return [
        text if text and count[text] == 1 else f"{text} ({letters(at)})".strip()
        for at, text in enumerate(columns)
    ]


def listed(headers: Sequence[str]) -> str:
    """Return header texts for a sentence."""
    return shortened(", ".join(texts(headers)), _LISTED)
