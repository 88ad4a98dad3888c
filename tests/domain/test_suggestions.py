from typing import get_args

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.rows import POSITIONS, YEAR, cells, good
from tests.effort import examples
from vehicle_pipeline.contracts import DecimalMark
from vehicle_pipeline.domain import records, validation
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.domain.schema import row_schema
from vehicle_pipeline.domain.suggestions import suggested

SCHEMA = row_schema(YEAR)


def suggestions(field: str, *values: str | None) -> list[str | None]:
    schema = {"field": pl.String, "value": pl.String}
    faults = pl.DataFrame([(field, value) for value in values], schema=schema, orient="row")
    return suggested(faults, SCHEMA).to_list()


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("AJ0-4689", "AJO-4689"),
        ("ABC-l234", "ABC-1234"),
        ("ABC1D2l", "ABC1D21"),
        ("“ABC1D23”", "ABC1D23"),
        ("aj04689", "AJO4689"),
        ("ABC-I234", "ABC-1234"),
        ("ABC1D2O", "ABC1D20"),
        ("5AB1C34", "SAB1C34"),
        ("A8C 1234", "ABC-1234"),
        ("ABC/1234", "ABC-1234"),
        ("'ABC1D23'", "ABC1D23"),
        ("ABC1D23/SP", "ABC1D23"),
        ("ＡＢＣ１２３４", "ABC1234"),
        ("АBC1D23", "ABC1D23"),
        ("АВС-1Ο23", "ABC-1O23"),
        ("авс1d23", "abc1d23"),
        ("2019-09-01 00:00:00", "SET2019"),
        ("01/09/2019", "SET2019"),
        ("1/5/2012", "MAI2012"),
        ("Placa: ABC1234", "ABC1234"),
        ("ABC-1234/SP", "ABC-1234"),
        ("ABC1C34 (MG)", "ABC1C34"),
    ],
)
def test_a_plate_that_is_wrong_in_one_place(text: str, suggestion: str) -> None:
    assert suggestions("placa", text) == [suggestion]


@pytest.mark.parametrize(
    "text",
    [
        *("S/PLACA", "SEM PLACA", "XXX-XXXX", "A80-4689", "AJ0-46B9", "ABC12345", "ABC123"),
        *("ABC1234 ABC1235", "ÁBC1234", "AB1234", "000-0000", "ABC-12E4", "ABC1234-5", "?"),
        *("ABC12D3", "set/19", "2019-09-02", "БBC1234", "ABC1D²3", "ªBC1D23", "ABC\u202e1D23"),
    ],
)
def test_a_plate_that_might_be_another_one_has_none(text: str) -> None:
    assert suggestions("placa", text) == [None]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("2O21", "2021"),
        ("20I9", "2019"),
        ("20l9", "2019"),
        ("2020,", "2020"),
        ("“2020”", "2020"),
        ("21", "2021"),
        ("98", "1998"),
        (str(YEAR + 1)[2:], str(YEAR + 1)),
        (str(YEAR + 2)[2:], str(YEAR + 2 - 100)),
        ("21/22", "2021/2022"),
        ("99/00", "1999/2000"),
        ("2021/22", "2021/2022"),
        ("2021/21", "2021/2021"),
        ("1997-1998", "1997/1998"),
        ("1997–1998", "1997/1998"),
        ("97–98", "1997/1998"),
        ("1921-1922", "1921/1922"),
        ("ano 2021", "2021"),
        ("'2021", "2021"),
        ("2.021", "2021"),
        ("05/2021", "2021"),
        ("31/12/2021", "2021"),
        ("2021-05-01 00:00:00", "2021"),
        ("２０２０", "2020"),
        ("２０２０/2021", "2020/2021"),
        ("2О20", "2020"),
        ("2023/2022", "2022/2023"),
        ("45292", "2024"),
        ("Gasolina 2016", "2016"),
        ("1992-1", "1992"),
    ],
)
def test_a_year_that_can_be_completed(text: str, suggestion: str) -> None:
    assert suggestions("ano", text) == [suggestion]


@pytest.mark.parametrize(
    "text",
    [
        "2O2O",
        "21/23",
        "2021 ou 2022",
        "até 2021",
        "3021",
        "-21",
        "32000",
        "zero km",
        "2010-11",
        "45293",
        "20²0",
        "202①",
        "201º",
        "20L9",
        "2022/2025",
    ],
)
def test_a_year_that_might_be_another_one_has_none(text: str) -> None:
    assert suggestions("ano", text) == [None]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("+45000", "45000"),
        ("45.000,000", "45.000,00"),
        ("45000.120", "45000.12"),
        ("Valor: R$ 45000", "45000"),
        ("R$ 45.000,00.", "45.000,00"),
        ("45.000,-", "45.000,00"),
        ("R$ 45,000.", "45,000.00"),
        ("45 mil", "45000"),
        ("R$ 45,5 mil", "45500"),
        ("45.000.00", "45.000,00"),
        ("45,000,00", "45,000.00"),
        ("45.0O0,00", "45.000,00"),
        ("+45 000,00", "45000,00"),
        ("45000 38000", None),
        ("45 00", None),
        ("R$45.000 1", None),
        ("45.0О0,00", "45.000,00"),
        ("４５.０００,００", "45.000,00"),
        ("'45000", "45000"),
        ("=45000", "45000"),
        ("45000,", "45000"),
        ("45.000,", "45.000,00"),
        ("“45000”", "45000"),
        ('"45.000,00"', "45.000,00"),
        ("45.0l0,00", "45.010,00"),
        ("1'234.50", "1234.50"),
        ("1’234’567,80", "1234567,80"),
    ],
)
def test_a_price_that_is_one_number_with_something_around_it(text: str, suggestion: str) -> None:
    assert suggestions("valor_fipe", text) == [suggestion]


@pytest.mark.parametrize(
    "text",
    [
        *("US$ 45.000,00", "€ 45.000", "45.000 a 50.000", "-1", "0", "a consultar", "1.500 mil"),
        *("10 x 4.500,00", "45.000,00 + frete", "O", "99999999999 reais"),
        *("2e+05", "1.355,90€", "(45.000,00)", "10%", "0053406", "'0053406", "1'23.50"),
        *("45º", "4º5", "²45000", "45000¹", "½", "45½", "①5000", "Ⅳ5000", "45l", "l45", "4.5000"),
        *("45.000,129", "45,0000", "950,000 mil", "R$ 1,500", "1.500 reais"),
    ],
)
def test_a_price_that_might_be_another_one_has_none(text: str) -> None:
    assert suggestions("valor_fipe", text) == [None]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("x" * 201, "x" * 200),
        ("palavra " * 40, ("palavra " * 25).strip()),
        ("a" * 199 + " bcd", "a" * 199),
        ("a" * 200 + " bcd", "a" * 200),
        ("a " + "b" * 300, "a " + "b" * 198),
    ],
)
def test_a_long_model_is_cut_between_words_where_it_can_be(text: str, suggestion: str) -> None:
    assert suggestions("modelo", text) == [suggestion]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        *(("09/mar", "9-3"), ("5-mai", "5-5"), ("208.0", "208"), ("mar/09", None), ("200%", None)),
        *(("09/03", "9-3"), ("9/3", "9-3"), ("12/2009", None), ("1,5", None)),
    ],
)
def test_what_a_program_made_of_a_model_is_undone_where_there_is_one_reading(
    text: str, suggestion: str | None
) -> None:
    assert suggestions("modelo", text) == [suggestion]


def test_what_is_not_there_has_none() -> None:
    assert suggestions("placa", None, "AJ0-4689", None) == [None, "AJO-4689", None]
    assert suggestions("placa") == []


# --- the rule: what is suggested would be accepted ----------------------------------------------

nearly_plates = st.text(st.sampled_from("AJOISBZG015826 -/.–"), min_size=6, max_size=9)
nearly_years = st.text(st.sampled_from("0129OI/-. '"), min_size=1, max_size=10)
nearly_prices = st.tuples(
    st.sampled_from(["", "R$ ", "BRL", "rs.", "Valor: "]),
    st.text(st.sampled_from("0145.,O "), min_size=1, max_size=10),
    st.sampled_from(["", " reais", " mil", ",-", "R$", "k", "."]),
).map("".join)
nearly = {
    "modelo": st.text(st.sampled_from("ab \u00a0ç#"), min_size=195, max_size=210),
    "placa": nearly_plates,
    "ano": nearly_years,
    "valor_fipe": nearly_prices,
}


@given(st.data(), st.sampled_from(FIELDS), st.sampled_from(get_args(DecimalMark)))
def test_a_suggestion_in_the_place_of_its_value_makes_the_row_good(
    data: st.DataObject, field: str, mark: DecimalMark
) -> None:
    texts = data.draw(st.lists(nearly[field] | st.text(max_size=12), min_size=1, max_size=20))

    def faults(values: list[str]) -> list[list[dict[str, str]]]:
        frame = cells([good(**{field: value}) for value in values])
        rows = records.typed(frame, POSITIONS, mark)
        return validation.judge(rows, SCHEMA)["faults"].to_list()

    proposed = [row[0]["suggestion"] for row in faults(texts) if row and row[0]["suggestion"]]
    assert faults(proposed) == [[] for _ in proposed]


@settings(max_examples=examples(15))
@given(st.lists(st.tuples(*nearly.values()), min_size=1, max_size=8))
def test_a_suggestion_is_about_the_value_beside_it(rows: list[tuple[str, str, str, str]]) -> None:
    judged = validation.judge(records.typed(cells(rows), POSITIONS, "comma"), SCHEMA)
    faults = [fault for faults in judged["faults"] for fault in faults if fault["value"]]
    for field in FIELDS:
        of_field = [fault for fault in faults if fault["field"] == field][:2]
        for fault in of_field:
            assert suggestions(field, fault["value"]) == [fault["suggestion"]]
