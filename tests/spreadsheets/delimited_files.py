"""Hypothesis strategies: delimited text as programs and people write it, and what it means.

Written by hand, not by `csv.writer`, so that quoting is free and two readers can be compared.
"""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

COLUMNS = ["modelo", "placa", "ano", "valor_fipe", "observação"]
# Python's codec, and what has to be said of it.
CODECS: dict[str, dict[str, Any]] = {
    "utf-8": {},
    "utf-8-sig": {},
    "cp1252": {},
    "utf-16": {},
    "utf-16-le": {"encoding": "utf-16"},
    "cp850": {"encoding": "cp850"},
    "iso-8859-1": {"encoding": "iso-8859-1"},
}
Row = list[str]


@dataclass(frozen=True)
class DelimitedFile:
    """A file, what the sender says of it, and how it was made."""

    content: bytes
    overrides: dict[str, Any]
    text: str
    delimiter: str
    header_row: int
    # The decimal sign of all prices.
    decimal: str


texts = st.text('aZ 9ãÇé.,;|\t"\n\r/-', max_size=8).map(lambda text: f"m{text}") | st.sampled_from(
    ["VW Gol 1.0", 'Baú 10"', 'Delivery "Express"', "Daily\r\n35S14", "a, b; c|d\te", '"', "NA"]
)
notes = st.sampled_from(["", "", "ok", "null", " à vista ", "x\ny", "1,5", '""', "-"])
plates = st.from_regex(r"\A[A-Z]{3}-?[0-9][A-J0-9][0-9]{2}\Z")


def prices(decimal: str) -> st.SearchStrategy[str]:
    """Prices of a column that proves its decimal sign."""
    group = "." if decimal == "," else ","
    cents = st.integers(0, 99).map(lambda number: f"{decimal}{number:02d}")
    whole = st.integers(1, 99_999_999)
    plain = whole.map(str) | whole.map(lambda number: f"{number:,}".replace(",", group))
    return st.tuples(plain, cents).map("".join)


def records(decimal: str) -> st.SearchStrategy[Row]:
    """Records that are whole, blank, or too short or too long."""
    whole = st.tuples(texts, plates, st.integers(1990, 2027).map(str), prices(decimal), notes)
    others = st.sampled_from(
        [[], [""], ["", " ", "", "\u00a0", ""], ["Total", "7"], ["a", "b", "c", "d", "e", "f"]]
    )
    return st.integers(0, 6).flatmap(lambda pick: others if pick == 0 else whole.map(list))


titles = st.lists(
    st.sampled_from([["Frota"], [], ["", ""], ["Placa", "Frota; ou, não"], ['A "B"\nC', "", "1"]]),
    max_size=4,
)


def field(text: str, delimiter: str, quoting: str) -> str:
    """A cell as it stands in the file; `loose` quotes no more than has to be."""
    has_quoted_edge = '"' in (text.strip()[:1], text.strip()[-1:])
    is_needed = any(mark in text for mark in f"{delimiter}\r\n") or has_quoted_edge
    if quoting == "all" or is_needed or (quoting == "minimal" and '"' in text):
        return '"' + text.replace('"', '""') + '"'
    return text


@st.composite
def delimited_files(draw: st.DrawFn) -> DelimitedFile:
    """A whole file."""
    delimiter, decimal = draw(st.sampled_from(",;\t|")), draw(st.sampled_from(",."))
    quoting = draw(st.sampled_from(["all", "minimal", "loose"]))
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    above = draw(titles)
    header = draw(st.permutations(COLUMNS))
    rows = [
        [row[COLUMNS.index(name)] for name in header] if len(row) == len(COLUMNS) else row
        for row in draw(st.lists(records(decimal), min_size=1, max_size=20))
    ]
    lines = [
        delimiter.join(field(cell, delimiter, quoting) for cell in row)
        for row in [*above, header, *rows]
    ]
    text = newline.join(lines) + newline * draw(st.integers(0, 2))
    codec = draw(st.sampled_from(list(CODECS)))
    prefix = draw(st.sampled_from(["", "", f"sep={delimiter}{newline}"]))
    content = (prefix + text).encode(codec) + draw(st.sampled_from([b"", b"", b"\x1a"]))
    return DelimitedFile(content, CODECS[codec], text, delimiter, len(above) + 1, decimal)
