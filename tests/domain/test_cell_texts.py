import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicle_pipeline.domain import cell_texts

# Zero-width space and joiner, byte order mark, soft hyphen, direction mark, Hangul filler, blank
# Braille pattern, variation selector.
UNSEEN = "\u200b\u200d\ufeff\u00ad\u200e\u3164\u2800\ufe0f"
texts = st.text(st.sampled_from(f'aÇ1 "=-.\u00a0\t{UNSEEN}'), max_size=8)


def tidy(text: str | None) -> str | None:
    tidied: str | None = cell_texts.tidy(pl.Series([text], dtype=pl.String))[0]
    return tidied


def tidy_code(text: str | None) -> str | None:
    tidied: str | None = cell_texts.tidy_code(pl.Series([text], dtype=pl.String))[0]
    return tidied


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ('="Gol"', "Gol"),
        (' ="Gol" ', "Gol"),
        ('\ufeff="Gol"', "Gol"),
        ('=" Gol  1.0 "', "Gol 1.0"),
        ('="Delivery ""Express"""', 'Delivery "Express"'),
        ('=""', None),
        ('="\u200b"', None),
        # Formulas, and texts that only begin like one.
        ('="Gol"&"1.0"', '="Gol"&"1.0"'),
        ('="Gol', '="Gol'),
        ('= "Gol"', '= "Gol"'),
        ("=Gol", "=Gol"),
    ],
)
def test_a_wrapped_text_is_seen_as_excel_shows_it(text: str, seen: str | None) -> None:
    assert tidy(text) == tidy_code(text) == seen


@pytest.mark.parametrize("unseen", UNSEEN)
def test_an_invisible_character_is_space_at_the_ends_and_nothing_inside_a_code(unseen: str) -> None:
    assert tidy(unseen) is None
    assert tidy(f"{unseen} Gol{unseen}") == tidy_code(f" {unseen}Gol {unseen}") == "Gol"
    assert tidy(f"G{unseen}ol") == f"G{unseen}ol"
    assert tidy_code(f"ABC{unseen}1234") == "ABC1234"


@given(texts)
def test_tidying_again_changes_nothing_but_another_wrapping(text: str) -> None:
    for tidied in (tidy(text), tidy_code(text)):
        if tidied is not None and not tidied.startswith('="'):
            assert tidy(tidied) == tidied
            assert tidied == tidied.strip(f" {UNSEEN}")


@given(st.lists(st.none() | texts, max_size=8))
def test_a_text_is_tidied_alike_alone_and_in_a_column(column: list[str | None]) -> None:
    series = pl.Series(column, dtype=pl.String)
    assert cell_texts.tidy(series).to_list() == [tidy(text) for text in column]
    assert cell_texts.tidy_code(series).to_list() == [tidy_code(text) for text in column]


def test_what_is_unwrapped_and_what_is_removed_inside_is_counted() -> None:
    column = pl.Series(['="a"', ' ="b""c"', '="d', "e=", None, "", "f\u200bg", "\u200bh\ufeff"])
    assert cell_texts.unwrapped_count(column) == 2
    assert cell_texts.invisible_count(column) == 1
