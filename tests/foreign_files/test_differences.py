"""Which differences between two readers are explained, and which stand out."""

import datetime as dt
from typing import Any

import pytest

from foreign_files.differences import UNEXPLAINED, TextIndex, kind

MAY = dt.datetime(2020, 5, 1, 12, 30)  # noqa: DTZ001 - as in the file


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("", None),
        ("", ""),
        ("", float("nan")),
        ("VW Gol", "VW Gol"),
        ("2020", 2020),
        ("2020", 2020.0),
        ("0.5", 0.5),
        ("True", True),
        ("2020-05-01 12:30:00", MAY),
        ("2020-05-01", MAY.date()),
        ("06:34:00", dt.time(6, 34)),
    ],
)
def test_the_same_cell_is_no_difference(ours: str, theirs: Any) -> None:
    assert kind(ours, theirs) is None


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("1.0", "1", "number spelt otherwise"),
        ("1000", "1e3", "number spelt otherwise"),
        ("VERDADEIRO", True, "boolean spelt otherwise"),
        ("#FÓRMULA?", None, "formula without a result"),
        ("#FÓRMULA!", "", "formula without a result"),
        ("'", "&apos;", "escaped character"),
        ("0", False, "number spelt otherwise"),
        ("2020-05-01", MAY.replace(hour=0, minute=0), "date spelt otherwise"),
        ("2020-05-01 12:30:00", 43952.520833, "date spelt otherwise"),
        ("2020-05-01 12:30:00", 43952.520833 - 1462, "date spelt otherwise"),
        ("255:10:10", dt.timedelta(days=10, seconds=54610), "time spelt otherwise"),
        ("255:10:10", 10.6320601851852, "time spelt otherwise"),
        ("06:34:00", dt.datetime(1899, 12, 31, 6, 34), "time spelt otherwise"),  # noqa: DTZ001
        ("06:34:00", dt.datetime(1904, 1, 1, 6, 34), "time spelt otherwise"),  # noqa: DTZ001
        ("#N/A", None, "error cell"),
        ("#NUM!", "#DIV/0!", "error cell"),
        ("1e+20", "#VALUE!", "no such date"),
        ("a\nb", "a_x000D_\nb", "escaped character"),
        ("VW Gol", TextIndex(0), "text not found"),
        ("VW Gol", "VW Gol\x1a", "end mark"),
        ("VW", "V\0W\0", "false code page"),
        ("VWGol", "VW Gol", "unmarked blank"),
        ("a b", " a  b", "white space"),
        ("97,4%", 0.974, "number as shown"),
        ("$ 6,55", 6.552, "number as shown"),
        ("€ 4", 3.81, "number as shown"),
        ("€ 1.000,30", 1000.3, "number as shown"),
        ('"Pedro "the"', 'Pedro the"', "quote out of place"),
        ('text"2"', 'text\\2\\""', "quote out of place"),
        ('pedro;nl"', "pedro", "quote out of place"),
        ("Score", ' "Score"', "quote out of place"),
    ],
)
def test_an_explained_difference_has_a_name(ours: str, theirs: Any, expected: str) -> None:
    assert kind(ours, theirs) == expected


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("", "VW Gol"),
        ("VW Gol", None),
        ("1", 2),
        ("VW Gol", 0),
        ("2020-05-01", MAY.replace(day=2)),
        ("2020-05-01", 43953),
        ("97,4%", 97.4),
        ("$ 6,55", 6.56),
        ('"Gol"', "Uno"),
        ('Gol"', ""),
        # A workbook of 1904 that was read as one of 1900.
        ("2020-05-01", dt.date(2016, 4, 30)),
        ("True", False),
        ("06:34:00", dt.time(6, 35)),
        ("06:34:00", "06:35:00"),
        ("#N/A", "x"),
        ("", "#DIV/0!"),
        ("São", "SÃ£o"),
        ("V W G o l", "VW Gol"),
        ("nan", "1"),
    ],
)
def test_any_other_difference_stands_out(ours: str, theirs: Any) -> None:
    assert kind(ours, theirs) == UNEXPLAINED
