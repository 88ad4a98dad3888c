import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vehicle_pipeline.domain.plates import CANONICAL, canonical, canonical_column, same_writing

# Nearly plates: right and wrong characters, separators, and characters that only look right.
LETTERS = "ABCXYZabcxyz"
LOOK_ALIKES = "\u017f\u212a\uff21\u0131\u0130\u0391\u0410\xc1\xdf\xb2\u0661\uff11"
MARKS = " .-\t\n\u00a0\u2003\u2013_/\x00\x1f"
texts = st.text(st.sampled_from(LETTERS + "0123456789" + LOOK_ALIKES + MARKS), max_size=12) | (
    st.from_regex(r"[A-Za-z]{3}[\s.\-]{0,2}[0-9][A-Za-z0-9][0-9]{2}", fullmatch=True)
)


@given(st.lists(st.none() | texts | st.text(max_size=9), max_size=20))
@example(["\u017fBC1234", "\u212aBC1234", "ABC1\u212a34", "\uff21BC1234", "\u0131BC1234"])
def test_a_column_is_read_as_its_texts_are(values: list[str | None]) -> None:
    column = canonical_column(pl.Series(values, dtype=pl.String)).to_list()
    assert column == [None if text is None else canonical(text) or "" for text in values]


@given(texts)
def test_what_is_canonical_stays_so_and_looks_so(text: str) -> None:
    plate = canonical(text)
    if plate is not None:
        assert pl.Series([plate]).str.contains(CANONICAL).all()
        assert canonical(plate) == plate


@pytest.mark.parametrize(("digit", "letter"), [*zip("0123456789", "ABCDEFGHIJ", strict=True)])
def test_an_old_plate_and_the_plate_it_became_are_one_vehicle(digit: str, letter: str) -> None:
    assert canonical(f"ABC1{digit}34") == canonical(f"ABC1{letter}34") == f"ABC1{letter}34"


@pytest.mark.parametrize("letter", "KLMNOPQRSTUVWXYZ")
def test_letters_that_stand_for_no_digit_stay(letter: str) -> None:
    assert canonical(f"abc1{letter.lower()}34") == f"ABC1{letter}34"


@pytest.mark.parametrize(
    "text",
    [
        "ABC1C34",
        "abc1c34",
        "ABC-1C34",
        "ABC 1234",
        "a.b.c.1.2.3.4",
        " ABC\u00a01234\n",
        "AbC--1234",
        "ABC–1234",
        "ABC—1C34",
        "ABC−1234",
        "ABC‑1234",
    ],
)
def test_case_and_separators_do_not_matter(text: str) -> None:
    assert canonical(text) == "ABC1C34"


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "ABC123", "ABC12345", "1BC1234", "ABCD234", "ABC1CC4", "ABC1234 ABC1235"),
        *("ABC_1234", "ABC/1234", "ABC~1234", "S/PLACA", "XXX-XXXX", "AJ0-4689"),
        # Long s, Kelvin sign, full-width A, dotless and dotted i, accents; digits of other scripts.
        *("\u017fBC1234", "\u212aBC1234", "ABC1\u212a34", "\uff21BC1234", "\u0131BC1234"),
        *("\u0130BC1234", "\xc1BC1234", "ABC\uff11234", "ABC\u0661234", "ABC1\xb234", "ABC1\xdf34"),
        "ABC1234\x00",
    ],
)
def test_other_texts_are_no_plates(text: str) -> None:
    assert canonical(text) is None
    assert canonical_column(pl.Series([text])).to_list() == [""]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ABC1234", "abc-1234", True),
        ("ABC 1C34", "ABC1C34", True),
        ("ABC1234", "ABC1C34", False),
    ],
)
def test_a_converted_plate_is_another_writing(one: str, other: str, same: bool) -> None:
    frame = pl.DataFrame({"one": [one], "other": [other]})
    assert frame.select(same_writing(pl.col("one"), pl.col("other"))).item() is same
