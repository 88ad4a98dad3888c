import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import polars as pl
import pytest

from tests.domain.rows import cells, good, judged, with_malformed
from vehicle_pipeline.contracts import ImportCounts
from vehicle_pipeline.domain import rejections
from vehicle_pipeline.domain.duplicates import REGISTERED
from vehicle_pipeline.domain.messages import _SENTENCES, log_line, sentence
from vehicle_pipeline.domain.repeats import find_repeats
from vehicle_pipeline.domain.sentences import (
    access,
    alerts,
    answers,
    assumptions,
    console,
    dagster,
    dead_letters,
    delimiters,
    doctor,
    encodings,
    events,
    files,
    guard,
    headers,
    health,
    models,
    oidc,
    outages,
    parameters,
    reimports,
    reports,
    requests,
    rows,
    schedules,
    sources,
    undo,
)

ROOT = Path(__file__).parents[2]


def slots(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def own_words(template: str) -> bool:
    """Whether a template says something itself, besides what it is filled in with."""
    return any(map(str.isalpha, "".join(text for text, *_ in Formatter().parse(template))))


def say_the_same(pt: str, en: str) -> bool:
    is_translated = pt != en or not own_words(pt)
    return bool(pt and en) and is_translated and slots(pt) == slots(en)


def test_both_languages_say_the_same_things() -> None:
    assert _SENTENCES
    assert [code for code, both in _SENTENCES.items() if not say_the_same(*both)] == []


@pytest.mark.parametrize(
    ("pt", "en"),
    [
        ("", ""),
        ("Linha", ""),
        ("Linha {n}", "Linha {n}"),
        ("Linha {n}", "Row"),
        ("Linha", "Row {n}"),
    ],
)
def test_sentences_that_differ_would_be_found(pt: str, en: str) -> None:
    assert not say_the_same(pt, en)


def test_a_code_means_one_thing() -> None:
    parts = (
        access,
        alerts,
        answers,
        assumptions,
        console,
        dagster,
        dead_letters,
        delimiters,
        doctor,
        encodings,
        events,
        files,
        guard,
        headers,
        health,
        models,
        oidc,
        outages,
        parameters,
        reimports,
        reports,
        requests,
        rows,
        schedules,
        sources,
        undo,
    )
    assert sum(len(part.SENTENCES) for part in parts) == len(_SENTENCES)


# --- the parameters that the code base gives ----------------------------------------------------


def refusals() -> Iterator[tuple[str, set[str]]]:
    """Code and parameters of every `BadSpreadsheetError(...)` and `ApiError(...)` in the source."""
    for file in (*ROOT.glob("vehicle_pipeline/**/*.py"), *ROOT.glob("api/**/*.py")):
        source = file.read_text("utf-8")
        for node in ast.walk(ast.parse(source)) if "Error(" in source else ():
            match node:
                case (
                    ast.Call(
                        func=ast.Name(
                            "BadSpreadsheetError" | "BadOptionError" | "BadScheduleError"
                        ),
                        args=[ast.Constant(str(code))],
                    )
                    | ast.Call(
                        func=ast.Name("ApiError"),
                        args=[ast.Constant(int()), ast.Constant(str(code))],
                    )
                ):
                    values = {keyword.arg: keyword.value for keyword in node.keywords}
                    # A reason names the sentence.
                    named = values.pop("reason", ast.Constant(code))
                    if None not in values:  # `**params`: not to be seen from here
                        assert isinstance(named, ast.Constant)
                        names = {str(name) for name in values} - {"headers", "errors"}
                        yield str(named.value), names


REFUSALS = list(refusals())


def test_refusals_are_found_in_the_source() -> None:
    assert {"too_many_columns", "no_rows", "content_mismatch"} < {code for code, _ in REFUSALS}


@pytest.mark.parametrize("language", ["pt", "en"])
def test_every_refusal_can_be_told(language: Any) -> None:
    for code, names in REFUSALS:
        params = {name: f"<{name}>" for name in names}
        text = sentence(code, params, language)
        assert all(value in text for value in params.values()), code


def row_faults() -> list[dict[str, Any]]:
    """A fault of every kind that a row can have, as it is stored."""
    records = with_malformed(
        cells(
            [
                (None, "?", "1890", "x"),
                good(modelo="x" * 201, ano="32000"),
                good(),
                good(),
                good(placa="ABC1234"),
                good(modelo="#REF!", placa="S/PLACA"),
            ]
        ),
        (8, 9, "Total"),
    )
    frame = judged(records).lazy()
    repeats = find_repeats([rejections.accepted(frame)])
    of_file = rejections.faults(frame, repeats.lazy(), records.lazy())
    accepted = rejections.accepted(frame).collect()
    first, other = accepted["row_number"].head(2)
    registered = pl.DataFrame(
        [
            (first, "of-an-import", None, None, None, None),
            (other, "of-an-import", "ABC1234", "Uno", None, None),
        ],
        schema=REGISTERED,
        orient="row",
    )
    return rejections.with_params(rejections.combined(of_file, registered, accepted)).to_dicts()


FAULTS = row_faults()


def test_every_kind_of_fault_is_there() -> None:
    reasons = {json.loads(fault["params"]).get("reason") or fault["code"] for fault in FAULTS}
    assert reasons == {
        *("required", "too_long", "invalid_plate", "year_out_of_range", "zero_km_year"),
        *(
            "error_cell",
            "no_plate",
            "invalid_price",
            "malformed_row",
            "duplicate_in_file",
            "registered_alike",
        ),
        *("converted_duplicate_in_file", "registered_otherwise"),
    }


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault['code']}-{fault['field']}")
@pytest.mark.parametrize("language", ["pt", "en"])
def test_a_fault_of_a_row_can_be_told(fault: dict[str, Any], language: Any) -> None:
    params = {"field": fault["field"], "value": fault["value"], **json.loads(fault["params"])}
    text = log_line(fault["code"], params, fault["row_number"], language)
    assert text.startswith(f"{'Linha' if language == 'pt' else 'Row'} {fault['row_number']}: ")
    assert "{" not in text


@pytest.mark.parametrize(
    ("code", "params", "pt"),
    [
        ("required", {"field": "placa"}, "Campo 'placa' é obrigatório"),
        ("invalid_plate", {"value": "X"}, "Placa 'X' inválida"),
        ("invalid_year", {"value": "X"}, "Ano 'X' inválido"),
        ("invalid_price", {"value": "X"}, "Valor FIPE 'X' inválido"),
    ],
)
def test_the_texts_of_the_seed_are_kept(code: str, params: dict[str, str], pt: str) -> None:
    assert sentence(code, params).startswith(pt)


def test_a_duplicate_through_conversion_names_the_vehicle() -> None:
    params = {
        "reason": "converted_duplicate_in_file",
        "value": "ABC1C34",
        "first_placa": "ABC1234",
        "first_row_number": 7,
    }
    assert sentence("duplicate_in_file", params) == (
        "Placa 'ABC1C34' duplicada: mesmo veículo que ABC1234, da linha 7"
    )


# --- counts ---------------------------------------------------------------------------------------


def counted(number: int, language: Any) -> list[str]:
    """Every sentence that counts something, with the same number everywhere."""
    texts = []
    for code, templates in _SENTENCES.items():
        if any("|" in str(spec) for _, _, spec, _ in Formatter().parse(templates[0])):
            params = dict.fromkeys(slots(templates[0]), number)
            texts.append(sentence(code, params, language))
    return texts


def test_one_of_something_is_said_in_the_singular() -> None:
    assert counted(1, "pt")
    for text in (*counted(1, "pt"), *counted(1, "en")):
        assert not re.search(r"\b1 (linhas|rows|inseridas|tentativas|seriam)\b", text)
    assert sentence("file_opened", {"rows": 1}) == "Arquivo aberto: 1 linha"
    assert sentence("file_opened", {"rows": 0}) == "Arquivo aberto: 0 linhas"
    assert sentence("file_opened", {"rows": 2}, "en") == "File opened: 2 rows"


def test_a_count_of_rows_has_its_noun_in_the_singular_too() -> None:
    always_many = re.compile(r"\{\w+\} (linhas|rows|lines|vez\(es\)|time\(s\))\b")
    found = {code for code, both in _SENTENCES.items() if any(map(always_many.search, both))}
    # A constant: a thousand rows.
    assert found <= {"few_comments"}


def test_one_thing_has_one_word_everywhere() -> None:
    params = dict.fromkeys(["total", *ImportCounts.model_fields], 2)
    assert sentence("import_completed", params) == (
        "Importação concluída: de 2 linhas, 2 inseridas, 2 atualizadas, 2 inalteradas, "
        "2 duplicadas, 2 rejeitadas"
    )
    for pt, _ in [*events.SENTENCES.values(), *answers.SENTENCES.values()]:
        assert not re.search(
            r"\b(inserid|atualizad|inalterad|duplicad|rejeitad)os\b|\biguais\b", pt
        )


def test_a_registered_vehicle_is_described_beside_what_the_row_has() -> None:
    params = {
        "reason": "registered_otherwise",
        "value": "ABC1C34",
        "registered_as": "ABC1234",
        "registered": "VW Gol, 2019, R$ 45.000,00",
        "vehicle": "VW Gol, 2020, R$ 52.300,50",
        "import_id": "0198a5b2",
    }
    assert sentence("duplicate_in_database", params) == (
        "Placa 'ABC1C34' duplicada: o veículo já está cadastrado como ABC1234, com outros dados: "
        "lá VW Gol, 2019, R$ 45.000,00; aqui VW Gol, 2020, R$ 52.300,50 (importação 0198a5b2)"
    )


def test_a_duplicate_stored_before_values_were_compared_can_still_be_shown() -> None:
    params = {"value": "ABC1C34", "registered_as": "ABC1234"}
    for reason in ("duplicate_in_database", "converted_duplicate_in_database"):
        assert "cadastrado" in sentence("duplicate_in_database", {**params, "reason": reason})


# --- lines --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "params"),
    [
        ("file_opened", {"rows": 3, "kind": "csv"}),
        ("assumed_decimal_comma", {}),
        (
            "import_completed",
            dict.fromkeys(["total", *ImportCounts.model_fields], 1),
        ),
        ("gave_up", {"attempts": 5, "run_id": "r"}),
        ("gave_up", {"attempts": 5, "run_id": "-", "reason": "gave_up_without_run"}),
        ("upload_missing", {}),
        ("run_died", {}),
        ("import_cancelled", {}),
        ("dry_run_notice", {}),
        ("dry_run_cancelled", {}),
    ],
)
def test_a_line_about_the_whole_import_has_no_row_number(code: str, params: dict[str, Any]) -> None:
    assert log_line(code, params, None) == sentence(code, params, "pt")
    assert log_line(code, params, None, "en") == sentence(code, params, "en")


def test_what_people_wrote_is_never_taken_for_a_template() -> None:
    assert (
        sentence("required", {"field": "{field} %s {0}"}) == "Campo '{field} %s {0}' é obrigatório"
    )


def test_an_unknown_code_is_a_bug() -> None:
    with pytest.raises(KeyError):
        sentence("no_such_code", {})


@pytest.mark.parametrize("time", ["", " 00:00:00", "T00:00:00"])
def test_a_date_is_written_as_the_readers_language_has_it(time: str) -> None:
    params = {"value": f"2024-03-15{time}"}
    assert "'15/03/2024'" in sentence("invalid_price", params)
    assert f"'2024-03-15{time}'" in sentence("invalid_price", params, "en")
    named = {"reason": "excel_date", "value": "45292", "date": "2024-01-01"}
    assert "01/01/2024" in sentence("invalid_year", named)


@pytest.mark.parametrize("value", ["2024-03-15 10:00:00", "ABC-1234", "2024-03", "2024-3-15-1", ""])
def test_other_texts_are_shown_as_they_are(value: str) -> None:
    assert f"'{value}'" in sentence("invalid_price", {"value": value})
