import re
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.schedules.object_names import NamePattern, is_passed_over, key_of
from vehicle_pipeline.errors import BadScheduleError


@pytest.mark.parametrize(
    ("glob", "path", "is_named"),
    [
        ("*.xlsx", "frota.xlsx", True),
        ("*.xlsx", "FROTA.XLSX", True),
        ("*.xlsx", "frota.xls", False),
        ("*.xlsx", "2026/frota.xlsx", False),
        ("2026/*.xlsx", "2026/frota.xlsx", True),
        ("20??/frota-[0-9].csv", "2026/frota-7.csv", True),
        ("**/*.xlsx", "frota.xlsx", True),
        ("**/*.xlsx", "2026/01/frota.xlsx", True),
        ("a/**/b/*.csv", "a/b/x.csv", True),
        ("a/**/b/*.csv", "a/1/b/2/b/x.csv", True),
        ("a/**/b/*.csv", "a/1/b/2/x.csv", False),
        ("**/**/x.csv", "x.csv", True),
        ("frota/**", "frota/a/b.csv", True),
        ("frota/**", "frota", False),
        ("[", "[", True),
        (normalize("NFC", "junção*.csv"), normalize("NFD", "junção 1.csv"), True),
        (normalize("NFD", "junção*.csv"), normalize("NFC", "junção 1.csv"), True),
    ],
)
def test_what_a_pattern_names(glob: str, path: str, is_named: bool) -> None:
    assert NamePattern(glob).names(path) is is_named


@pytest.mark.parametrize(
    ("glob", "depth"), [("*.csv", 0), ("a/*.csv", 1), ("**/*.csv", None), ("a/**", None)]
)
def test_how_deep_a_pattern_looks(glob: str, depth: int | None) -> None:
    assert NamePattern(glob).depth == depth


@pytest.mark.parametrize(
    "glob", ["", "/", "/etc/*", "../*.csv", "a/../b", "a//b", "x\0", "*" * 251]
)
def test_a_pattern_that_leads_elsewhere_is_refused(glob: str) -> None:
    with pytest.raises(BadScheduleError) as refusal:
        NamePattern(glob)
    assert refusal.value.code == "bad_glob"
    assert glob[:100] in sentence("bad_glob", refusal.value.params)


@pytest.mark.parametrize(
    "path", ["~$frota.xlsx", ".frota.xlsx", "a/.~lock.x#", ".git/x.csv", "2026/", "a//b.csv", ""]
)
def test_what_is_passed_over(path: str) -> None:
    assert is_passed_over(path)


@pytest.mark.parametrize("path", ["frota.xlsx", "a/b.csv", "~frota.xlsx", "frota$~.xlsx", "x.~$"])
def test_what_is_not(path: str) -> None:
    assert not is_passed_over(path)


@given(st.text())
def test_both_spellings_of_a_name_have_one_key(name: str) -> None:
    assert key_of(normalize("NFD", name)) == key_of(normalize("NFC", name)) == key_of(key_of(name))


def expression(glob: str) -> str:
    """The pattern as one regular expression, which is how a shell sees it."""
    parts = re.split(r"(\*\*/|\*|\?)", glob)
    known = {"**/": "(?:[^/]+/)*", "*": "[^/]*", "?": "[^/]"}
    return "".join(known.get(part, re.escape(part)) for part in parts)


PARTS = st.sampled_from(["**", "*", "a", "b*", "?", "*a*b"])
NAMES = st.text(alphabet="ab", min_size=1, max_size=3)


@given(
    st.lists(PARTS, min_size=1, max_size=4).map("/".join).filter(lambda glob: glob[-2:] != "**"),
    st.lists(NAMES, min_size=1, max_size=4).map("/".join),
)
def test_a_pattern_means_what_it_means_in_a_shell(glob: str, path: str) -> None:
    assert NamePattern(glob).names(path) is bool(re.fullmatch(expression(glob), path))
