"""Every number in a sentence has the marks of its reader's language."""

import re
from decimal import Decimal
from string import Formatter
from typing import Any

import pytest

from vehicle_pipeline.domain.messages import _SENTENCES, Language, log_line, sentence
from vehicle_pipeline.domain.shown_numbers import number

MARKS: dict[str, tuple[str, str]] = {"pt": ("1.234.567", "50,5"), "en": ("1,234,567", "50.5")}
# Years: nobody writes 2.020. Bounds of what a program takes: in JSON, 1.000 is one.
BOUNDS = {("parameter_less_than_equal", "le"), ("parameter_greater_than_equal", "ge")}
BOUNDS |= {("invalid_limit", "le"), ("no_column_number", "last")}
UNMARKED = {("year_out_of_range", "first"), ("year_out_of_range", "last")} | {
    (code, slot) for code in ("template_ano", "missed_unlisted") for slot in ("first", "last")
}


def slots(code: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(_SENTENCES[code][0]) if name}


@pytest.mark.parametrize("language", ["pt", "en"])
@pytest.mark.parametrize(("at", "value"), [(0, 1_234_567), (1, 50.5)])
def test_every_sentence_shows_numbers_as_its_language_does(
    language: Language, at: int, value: float
) -> None:
    for code in _SENTENCES:
        for slot in slots(code):
            params: dict[str, Any] = {**dict.fromkeys(slots(code), "x"), slot: value}
            text = sentence(code, params, language)
            expected = str(value) if (code, slot) in UNMARKED | BOUNDS else MARKS[language][at]
            assert re.search(rf"(?<![0-9.,]){re.escape(expected)}(?![0-9])", text), (code, text)


def test_a_per_cent_sign_stands_apart_in_portuguese_only() -> None:
    for code, (pt, en) in _SENTENCES.items():
        # Signs of an address are none: `%40`.
        assert not re.search(r"[0-9}]%(?![0-9])", pt), code
        assert not re.search(r"[0-9}] %", en), code


@pytest.mark.parametrize(
    ("value", "pt", "en"),
    [
        *((0, "0", "0"), (999, "999", "999"), (1000, "1.000", "1,000")),
        *((-1000, "-1.000", "-1,000"), (0.5, "0,5", "0.5"), (100.0, "100", "100")),
        *((1234.5, "1.234,5", "1,234.5"), (Decimal("45000.10"), "45.000,1", "45,000.1")),
    ],
)
def test_a_number_has_the_marks_of_its_language(value: Any, pt: str, en: str) -> None:
    assert (number(value, "pt"), number(value, "en")) == (pt, en)


def test_a_row_number_and_one_of_a_count_keep_their_words() -> None:
    assert log_line("file_opened", {"rows": 1}, 100_000) == "Linha 100.000: Arquivo aberto: 1 linha"
    assert sentence("file_opened", {"rows": 1000}, "en") == "File opened: 1,000 rows"


def test_a_stored_price_is_read_in_english_with_english_marks() -> None:
    params = {
        "largest_placa": "ABC1234",
        "found": 50.5,
        "allowed": 10.0,
        "largest_before": "R$ 45.000,00",
        "largest_after": "R$ 67.725,00",
    }
    english = sentence("held_max_price_change", params, "en")
    assert "50.5%, from R$ 45,000.00 to R$ 67,725.00, and the limit is 10%" in english
    assert "50,5 %, de R$ 45.000,00 para R$ 67.725,00" in sentence("held_max_price_change", params)
    told = {"value": "X", "registered_as": "X", "registered": "Gol 1,0 R$ 5,00, 2020, R$ 9.000,10"}
    told |= {"vehicle": "x", "import_id": "i", "reason": "registered_otherwise"}
    english = sentence("duplicate_in_database", told, "en")
    assert "Gol 1,0 R$ 5,00, 2020, R$ 9,000.10" in english
