import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.rows import GOOD, YEAR, cells, faults_of, good, judged
from vehicle_pipeline.domain.faults import FAULT
from vehicle_pipeline.domain.messages import sentence

FIELDS = ("modelo", "placa", "ano", "valor_fipe")


def codes(row: tuple[str | None, ...]) -> dict[str, str]:
    return {fault["field"]: fault["code"] for fault in faults_of(row)}  # type: ignore[arg-type]


def test_good_rows_have_no_faults() -> None:
    frame = judged(cells([GOOD, GOOD]))
    assert frame["faults"].to_list() == [[], []]
    assert frame["faults"].dtype == pl.List(FAULT)


def test_a_chunk_without_rows_is_judged() -> None:
    frame = judged(cells([]))
    assert frame.height == 0
    assert frame["faults"].dtype == pl.List(FAULT)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("blank", [None, "", " ", "\u00a0", "\t\n", "\x00", "\u200b", '=""'])
def test_every_field_is_required(field: str, blank: str | None) -> None:
    assert faults_of(good(**{field: blank})) == [
        {"code": "required", "field": field, "value": None, "params": "{}", "suggestion": None}
    ]


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("placa", "ABC12345", "invalid_plate"),
        ("placa", "?", "invalid_plate"),
        ("ano", "1899", "invalid_year"),
        ("ano", str(YEAR + 2), "invalid_year"),
        ("ano", "abc", "invalid_year"),
        ("ano", "0", "invalid_year"),
        ("ano", "20/22", "invalid_year"),
        ("valor_fipe", "0", "invalid_price"),
        ("valor_fipe", "0,004", "invalid_price"),
        ("valor_fipe", "-1", "invalid_price"),
        ("valor_fipe", "10000000000", "invalid_price"),
        ("valor_fipe", "a consultar", "invalid_price"),
    ],
)
def test_a_bad_value_is_one_fault_that_shows_what_was_written(
    field: str, text: str, code: str
) -> None:
    (fault,) = faults_of(good(**{field: text}))
    del fault["params"]
    assert fault == {"code": code, "field": field, "value": text, "suggestion": None}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("modelo", "x" * 200),
        ("modelo", "ç" * 200),
        ("modelo", "a" + " " * 500 + "b"),
        ("placa", "abc-1234"),
        ("ano", "1900"),
        ("ano", str(YEAR + 1)),
        ("ano", f"{YEAR}/{YEAR + 1}"),
        ("ano", "2020.0"),
        ("valor_fipe", "0,01"),
        ("valor_fipe", "9.999.999.999,99"),
        ("valor_fipe", "R$ 1,00"),
    ],
)
def test_the_edges_of_what_is_accepted(field: str, text: str) -> None:
    assert faults_of(good(**{field: text})) == []


def test_a_text_too_long_is_told_with_its_length() -> None:
    (fault,) = faults_of(good(modelo="ç" * 201))
    assert (fault["code"], fault["field"]) == ("required", "modelo")
    assert json.loads(fault["params"]) == {"reason": "too_long", "length": 201, "limit": 200}


@pytest.mark.parametrize(
    "text",
    [
        *("#REF!", "#DIV/0!", "#N/A", "#n/d", "#VALUE!", "#VALOR!", "#NAME?", "#NOME?", "#NUM!"),
        *("#NÚM!", "#NULL!", "#NULO!", "#####", "Err:508", " #REF! "),
    ],
)
@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("modelo", "required"),
        ("placa", "invalid_plate"),
        ("ano", "invalid_year"),
        ("valor_fipe", "invalid_price"),
    ],
)
def test_the_error_of_a_spreadsheet_is_named(text: str, field: str, code: str) -> None:
    (fault,) = faults_of(good(**{field: text}))
    assert (fault["code"], fault["field"], fault["value"]) == (code, field, text.strip())
    assert json.loads(fault["params"]) == {"reason": "error_cell"}
    told = sentence(code, {"field": field, "value": fault["value"], "reason": "error_cell"})
    assert text.strip() in told


@pytest.mark.parametrize("text", ["#1 VW Gol", "Ref #REF!", "Erro 508", "Gol #####"])
def test_a_model_that_only_resembles_an_error_is_taken(text: str) -> None:
    assert faults_of(good(modelo=text)) == []


@pytest.mark.parametrize(
    "text",
    [
        *("S/PLACA", "SEM PLACA", "s/ placa", "XXX-XXXX", "xxxxxxx", "-", "---", "S/P", "N/A"),
        *("a emplacar", "Não possui", "ZERO KM", "0 km", "NULL", "NaN"),
    ],
)
def test_a_vehicle_without_a_plate_has_a_sentence_of_its_own(text: str) -> None:
    (fault,) = faults_of(good(placa=text))
    assert (fault["code"], fault["value"]) == ("invalid_plate", text)
    assert json.loads(fault["params"]) == {"reason": "no_plate"}
    assert fault["suggestion"] is None


def test_a_suggestion_goes_with_its_fault() -> None:
    faults = faults_of(("Gol", "AJ0-4689", "x", "45 mil"))
    assert {fault["field"]: fault["suggestion"] for fault in faults} == {
        "placa": "AJO-4689",
        "ano": None,
        "valor_fipe": "45000",
    }


def test_a_row_carries_every_fault_it_has() -> None:
    assert codes((None, "SEM PLACA", "1890", "-1")) == {
        "modelo": "required",
        "placa": "invalid_plate",
        "ano": "invalid_year",
        "valor_fipe": "invalid_price",
    }
    assert codes((None, None, None, None)) == dict.fromkeys(FIELDS, "required")
    assert codes(("x" * 201, "ABC1C34", "32000", "1")) == {
        "modelo": "required",
        "ano": "invalid_year",
    }


one_of_each: dict[str, list[tuple[str | None, str | None]]] = {
    "modelo": [("Gol", None), ("", "required"), ("x" * 201, "required")],
    "placa": [("ABC1234", None), ("?", "invalid_plate"), (None, "required")],
    "ano": [("2020", None), ("32000", "invalid_year"), ("x", "invalid_year"), ("", "required")],
    "valor_fipe": [("1", None), ("0", "invalid_price"), (" ", "required")],
}
any_row = st.tuples(*(st.sampled_from(one_of_each[field]) for field in FIELDS))


@given(st.lists(any_row, max_size=12))
def test_faults_stay_with_their_row(rows: list[tuple[tuple[str | None, str | None], ...]]) -> None:
    texts = [tuple(text for text, _ in row) for row in rows]
    frame = judged(cells(texts, first_row=7))  # type: ignore[arg-type]
    assert frame["row_number"].to_list() == list(range(7, 7 + len(rows)))
    assert [
        {(fault["field"], fault["code"]) for fault in faults} for faults in frame["faults"]
    ] == [
        {(field, code) for field, (_, code) in zip(FIELDS, row, strict=True) if code}
        for row in rows
    ]
