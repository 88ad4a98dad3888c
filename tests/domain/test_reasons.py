"""Each rejected value has a sentence that says what would be right."""

import json
import re
from typing import Any

import pytest

from tests.domain.rows import YEAR, faults_of, good
from vehicle_pipeline.domain.messages import sentence


def reason_of(field: str, text: str) -> dict[str, Any]:
    """The params of the only fault of a row with `text` as `field`."""
    (fault,) = faults_of(good(**{field: text}))
    params: dict[str, Any] = json.loads(fault["params"])
    for language in ("pt", "en"):
        shown = sentence(
            fault["code"], {"field": field, "value": fault["value"], **params}, language
        )
        is_iso = language == "pt" and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fault["value"])
        assert fault["value"] in shown or is_iso
    return params


@pytest.mark.parametrize(
    "text",
    [
        *("NULL", "null", "None", "NaN", "N/A", "n.a.", "N/D", "-", "--", "—", "?", "...", "#"),
        *("(vazio)", "em branco", "Não informado", "sem modelo", "\u200b-\u200b", '="NULL"'),
    ],
)
def test_a_model_that_stands_for_nothing_is_required(text: str) -> None:
    (fault,) = faults_of(good(modelo=text))
    assert (fault["code"], fault["field"]) == ("required", "modelo")
    assert reason_of("modelo", text) == {"reason": "empty_like"}


@pytest.mark.parametrize(
    "text",
    [
        *("09/mar", "9-Mar", "mar/09", "mar-2009", "09/03/2025", "2008-03-09 00:00:00", "09:03"),
        *("2025-03-09T10:20:30", "09:03:00", "1,13E+03", "1.13e+20", "VERDADEIRO", "false"),
        *(
            "09-mar-2009",
            "9 de março",
            "9 de mar. de 2009",
            "março/2009",
            "mar. 2009",
            "March 9, 2009",
        ),
        *("sexta-feira, 9 de março de 2009", "9:03 AM", "R$ -", "208.0", "1,13E+3"),
        *(
            "09/03",
            "9/3",
            "12/2009",
            "1,5",
            "8,15",
            "-0,01",
            "-208",
            "200%",
            "0,5 %",
            "US$ 208",
            "€ 5",
            "45 mil",
            "45 (formato #,##0,)",
            *("208,00", "208.00", "3008,0", "208,50", "8.00", "206.5"),
        ),
    ],
)
def test_a_model_that_a_program_made_of_something_else_is_named(text: str) -> None:
    (fault,) = faults_of(good(modelo=text))
    assert (fault["code"], fault["field"]) == ("required", "modelo")
    is_shown = "formato" in text
    assert reason_of("modelo", text) == {"reason": "model_by_format" if is_shown else "made_model"}


@pytest.mark.parametrize(
    "text",
    [
        *("208", "500", "2008", "147", "C3", "3/4", "9-3", "9.3", "8-120", "E10", "1E5", "Mar 1.0"),
        *("True North", "Marea 2.0", "24-250 6x2", "S10 100%", "Golf R$", "Set", "Uno (formato)"),
        *(
            "2.0",
            "1.130",
            "24.280",
            "17.210",
            "206",
            "C4",
            "Maio",
            "Mar",
            "Junior 2000",
            "April",
            "Marajó 1.6",
            "Dec 100 20",
            "Setra 400",
        ),
    ],
)
def test_a_model_that_only_resembles_what_programs_make_is_taken(text: str) -> None:
    assert faults_of(good(modelo=text)) == []


@pytest.mark.parametrize("text", ["Nan Tan", "NA 6", "Null 1.0", "X", "0", "C3", "- Gol", "Ônibus"])
def test_a_model_that_only_resembles_nothing_is_taken(text: str) -> None:
    assert faults_of(good(modelo=text)) == []


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("placa", "XYZ", None),
        ("placa", "EM TRÂNSITO", None),
        ("placa", "ABC1D23/SP", "more_than_plate"),
        ("placa", "'ABC1D23'", "more_than_plate"),
        ("placa", "Placa: ABC-1234", "more_than_plate"),
        ("placa", "ABC12D3", "pilot_plate"),
        ("placa", "abc-12d3", "pilot_plate"),
        ("placa", "2019-09-01 00:00:00", "date_plate"),
        ("placa", "01/09/2019", "date_plate"),
        ("placa", "set/19", "date_plate"),
        ("placa", "Sep-19", "date_plate"),
        ("ano", "abc", None),
        ("ano", "2010-2011", "year_form"),
        ("ano", "2020–2021", "year_form"),
        ("ano", "2020/21", "year_form"),
        ("ano", "20/21", "year_form"),
        ("ano", "2023–1998", "year_pair"),
        ("ano", "2023/2022", "year_pair"),
        ("ano", "2022/2025", "year_pair"),
        ("ano", "2023 - 1998", "year_pair"),
        ("ano", "2020/2022 Flex", "year_pair"),
        ("ano", "32000", "zero_km_year"),
        ("ano", "32.000", "zero_km_year"),
        ("ano", "32000 Gasolina", "zero_km_year"),
        ("ano", "0 KM", "zero_km_year"),
        ("ano", "Zero KM", "zero_km_year"),
        ("ano", "zero quilômetro", "zero_km_year"),
        ("valor_fipe", "0", None),
        ("valor_fipe", "a consultar", None),
        ("valor_fipe", "0053406", "fipe_code"),
        ("valor_fipe", "005340-6", "fipe_code"),
        ("valor_fipe", "1.355,90€", "foreign_currency"),
        ("valor_fipe", "US$ 45.000,00", "foreign_currency"),
        ("valor_fipe", "45.000 EUR", "foreign_currency"),
        ("valor_fipe", "$45,000.00", "foreign_currency"),
        ("valor_fipe", "10%", "percentage"),
        ("valor_fipe", "-45.000,00", "negative_price"),
        ("valor_fipe", "(45.000,00)", "negative_price"),
        ("valor_fipe", "R$ -5", "negative_price"),
        ("valor_fipe", "45.000,00-", "negative_price"),
        ("valor_fipe", "2e+05", "scientific_price"),
        ("valor_fipe", "4,5E+04", "scientific_price"),
        ("valor_fipe", "Gs. 45.000", "foreign_currency"),
        ("valor_fipe", "S/ 45.000", "foreign_currency"),
        ("valor_fipe", "45 (formato #,##0,)", "shown_by_format"),
        ("valor_fipe", "(formato ;;;)", "shown_by_format"),
        ("ano", '2020/2021 (formato 0"/2021")', "year_by_format"),
        ("placa", '1234 (formato 0"34")', "text_by_format"),
        ("valor_fipe", "1234.567", "third_decimal"),
        ("valor_fipe", "R$ 0,125", "third_decimal"),
        ("valor_fipe", "45.000,129", "third_decimal"),
        ("valor_fipe", "45.000,000 reais", "third_decimal"),
        ("valor_fipe", "45,0000", "decimals_or_thousands"),
        ("valor_fipe", "4.5000", "decimals_or_thousands"),
        ("valor_fipe", "TOTAL", "totals_row"),
        ("placa", "Total geral", "totals_row"),
        ("ano", "idem", "same_as_above"),
        ("valor_fipe", "45 mil", "thousands_in_words"),
        ("valor_fipe", "R$ 45,5k", "thousands_in_words"),
        ("valor_fipe", "1,2 milhão", "thousands_in_words"),
        ("valor_fipe", "+45000", None),
        ("valor_fipe", "45.000,-", None),
    ],
)
def test_a_known_mistake_has_a_sentence_of_its_own(
    field: str, text: str, reason: str | None
) -> None:
    assert reason_of(field, text) == ({"reason": reason} if reason else {})


@pytest.mark.parametrize(
    ("text", "length"), [("AB1234", 6), ("XYZ12", 5), ("ABC-12345", 8), ("ABCD1234", 8)]
)
def test_a_plate_with_a_character_too_few_or_too_many_is_counted(text: str, length: int) -> None:
    assert reason_of("placa", text) == {"reason": "plate_length", "length": length}


@pytest.mark.parametrize("text", ["2032", "1899", "999999999", "2098/2099", "2099 Flex"])
def test_a_year_out_of_range_is_answered_with_the_range(text: str) -> None:
    range_ = {"first": 1900, "last": YEAR + 1}
    assert reason_of("ano", text) == {"reason": "year_out_of_range", **range_}


@pytest.mark.parametrize(
    ("text", "date"), [("45292", "2024-01-01"), ("14611", "1940-01-01"), ("45611", "2024-11-15")]
)
def test_excels_number_for_a_date_is_named(text: str, date: str) -> None:
    assert reason_of("ano", text) == {"reason": "excel_date", "date": date}


@pytest.mark.parametrize(
    ("field", "text", "reason", "char", "name"),
    [
        ("placa", "АBC1D23", "foreign_plate", "А", "U+0410 CYRILLIC CAPITAL LETTER A"),
        ("placa", "ABC-1Ο23", "foreign_plate", "Ο", "U+039F GREEK CAPITAL LETTER OMICRON"),
        ("placa", "ABC1D2３", "foreign_plate", "３", "U+FF13 FULLWIDTH DIGIT THREE"),
        ("placa", "ÁBC1234", "foreign_plate", "Á", "U+00C1 LATIN CAPITAL LETTER A WITH ACUTE"),
        ("ano", "２020", "foreign_year", "２", "U+FF12 FULLWIDTH DIGIT TWO"),
        ("ano", "2О20", "foreign_year", "О", "U+041E CYRILLIC CAPITAL LETTER O"),
        ("valor_fipe", "45.0о0,00", "foreign_price", "о", "U+043E CYRILLIC SMALL LETTER O"),
        ("valor_fipe", "R$ ４5.000", "foreign_price", "４", "U+FF14 FULLWIDTH DIGIT FOUR"),
        ("valor_fipe", "45º", "foreign_price", "º", "U+00BA MASCULINE ORDINAL INDICATOR"),
        ("valor_fipe", "45000½", "foreign_price", "½", "U+00BD VULGAR FRACTION ONE HALF"),
        ("valor_fipe", "Ⅳ5000", "foreign_price", "Ⅳ", "U+2163 ROMAN NUMERAL FOUR"),
        ("valor_fipe", "45°000", "foreign_price", "°", "U+00B0 DEGREE SIGN"),
        ("ano", "20²0", "foreign_year", "²", "U+00B2 SUPERSCRIPT TWO"),
        ("ano", "“2020”", "foreign_year", "“", "U+201C LEFT DOUBLE QUOTATION MARK"),
    ],
)
def test_a_look_alike_character_is_named(
    field: str, text: str, reason: str, char: str, name: str
) -> None:
    assert reason_of(field, text) == {"reason": reason, "char": char, "name": name}


@pytest.mark.parametrize(
    ("field", "text", "name"),
    [
        ("modelo", "Caminh\x00o", "U+0000"),
        ("modelo", "Gol\x01\x02 1.0", "U+0001"),
        ("placa", "ABC\x7f1D23", "U+007F"),
        ("ano", "20\x0820", "U+0008"),
        ("valor_fipe", "45\x00000", "U+0000"),
    ],
)
def test_a_control_character_inside_a_text_is_named(field: str, text: str, name: str) -> None:
    assert reason_of(field, text) == {"reason": "control_character", "name": name}


@pytest.mark.parametrize("text", ["\x00Gol\x00\x00", "\x01Gol\x1a", "Gol\x7f"])
def test_control_characters_around_a_text_are_space(text: str) -> None:
    assert faults_of(good(modelo=text)) == []


@pytest.mark.parametrize(("field", "text"), [("valor_fipe", "\u202e00054"), ("ano", "20\u202e20")])
def test_a_reversed_number_is_called_one(field: str, text: str) -> None:
    (fault,) = faults_of(good(**{field: text}))
    assert json.loads(fault["params"]) == {"reason": "reversed_text"}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(("valor_fipe", "450\t320"), ("valor_fipe", "45\n000"), ("valor_fipe", "45.000\r\n,00")),
        *(("valor_fipe", '="450\t320"'), ("valor_fipe", "450\u2028320")),
        *(("placa", "ABC\n1234"), ("placa", "ABC1D23\tABC1D24"), ("placa", "ABC-\v1234")),
        *(("ano", "2019/\n2020"), ("ano", "2020\tGasolina"), ("ano", "2020\n2021")),
    ],
)
def test_a_tab_or_line_break_parts_two_values(field: str, text: str) -> None:
    assert reason_of(field, text) == {"reason": "joined_values"}


@pytest.mark.parametrize("end", ["\t", "\n", " \r\n ", "\u2028"])
def test_at_the_ends_it_is_space(end: str) -> None:
    for text in ("{}45.000,00{}", '="{}45.000,00{}"'):
        row = good(valor_fipe=text.format(end, end), placa=f"{end}ABC1D23{end}", ano=f"2020{end}")
        assert not faults_of(row)
