from collections.abc import Sequence
from itertools import pairwise
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicle_pipeline.domain import repeats
from vehicle_pipeline.domain.plates import canonical
from vehicle_pipeline.domain.repeats import (
    REPEATS_SCHEMA,
    SeenPlates,
    find_repeats,
    plate_numbers,
)

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
canonical_plates = st.from_regex(r"[A-Z]{3}[0-9][A-Z][0-9]{2}", fullmatch=True)
# Few vehicles, each in several spellings, so that they come up again.
written = st.sampled_from(["ABC1234", "abc-1234", "ABC1C34", "ABC1C35", "ZZZ9Z99", "AAA0000"])
sizes = st.lists(st.integers(0, 4), max_size=12)


def chunk(rows: Sequence[tuple[int, str]]) -> pl.LazyFrame:
    return pl.LazyFrame(
        [(number, placa, canonical(placa)) for number, placa in rows],
        schema={"row_number": pl.Int32, "placa": pl.String, "plate": pl.String},
        orient="row",
    )


def split(placas: list[str], sizes: list[int]) -> list[pl.LazyFrame]:
    """Rows 2, 3, ... in chunks of `sizes`, the rest in a last one."""
    rows = list(enumerate(placas, start=2))
    ends = [sum(sizes[:count]) for count in range(len(sizes) + 1)]
    return [chunk(rows[start:end]) for start, end in pairwise([*ends, len(rows)])]


def by_dictionary(placas: list[str]) -> list[tuple[int, int, str]]:
    first: dict[str | None, tuple[int, str]] = {}
    found = []
    for number, placa in enumerate(placas, start=2):
        known = first.setdefault(canonical(placa), (number, placa))
        if known[0] != number:
            found.append((number, *known))
    return found


@given(st.lists(written, max_size=25), sizes, st.randoms())
def test_the_first_of_a_plate_wins_however_the_file_is_cut_and_ordered(
    placas: list[str], sizes: list[int], random: Random
) -> None:
    chunks = split(placas, sizes)
    random.shuffle(chunks)
    found = find_repeats(chunks)
    assert found.schema == REPEATS_SCHEMA
    assert sorted(found.rows()) == by_dictionary(placas)


@pytest.mark.parametrize("chunks", [[], [[]], [[], []]])
def test_a_file_without_good_rows_has_no_repeats(chunks: list[list[tuple[int, str]]]) -> None:
    assert find_repeats([chunk(rows) for rows in chunks]).equals(REPEATS_SCHEMA.to_frame())


@given(st.lists(canonical_plates, max_size=20))
def test_a_plates_number_is_its_place_in_the_alphabet(plates: list[str]) -> None:
    numbers = plate_numbers(pl.Series(plates, dtype=pl.String))
    alphabets = (LETTERS, LETTERS, LETTERS, "0123456789", LETTERS, "0123456789", "0123456789")

    def number(plate: str) -> int:
        value = 0
        for character, alphabet in zip(plate, alphabets, strict=True):
            value = value * len(alphabet) + alphabet.index(character)
        return value

    assert numbers.tolist() == [number(plate) for plate in plates]


def test_the_numbers_begin_at_zero_and_end_with_the_bit_field() -> None:
    first, last = plate_numbers(pl.Series(["AAA0A00", "ZZZ9Z99"])).tolist()
    assert (first, last) == (0, 26**4 * 1_000 - 1)
    seen = SeenPlates()
    assert seen.add(np.array([last, last], dtype=np.uint32)).tolist() == [False, True]


def test_the_set_of_all_plates_takes_57_megabytes() -> None:
    # Bounded memory (design): one bit per possible plate, however large the file.
    assert SeenPlates()._bits.nbytes == pytest.approx(57_000_000, rel=0.01)
    assert "57 MB" in str(repeats.__doc__)


@given(st.lists(st.lists(st.integers(0, 40), max_size=10), max_size=6))
def test_seen_plates_is_a_set(batches: list[list[int]]) -> None:
    seen, model = SEEN.fresh(), set[int]()
    for batch in batches:
        expected = []
        for number in batch:
            expected.append(number in model)
            model.add(number)
        assert seen.add(np.array(batch, dtype=np.uint32)).tolist() == expected


class _Fresh:
    """One bit field for all examples: making 57 MB anew for each takes long."""

    def __init__(self) -> None:
        self._seen = SeenPlates()

    def fresh(self) -> SeenPlates:
        self._seen._bits[:16] = 0
        return self._seen


SEEN = _Fresh()
