import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicle_pipeline.contracts import ConflictPolicy, Delimiter, DialectOverrides, Encoding
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.upload_options import OPTIONS, UploadOptions, check_kind, parse
from vehicle_pipeline.errors import BadOptionError


def test_nothing_said_leaves_everything_to_detection() -> None:
    nothing = UploadOptions(
        on_conflict=ConflictPolicy.SKIP, dry_run=False, overrides=DialectOverrides()
    )
    assert parse({}) == nothing
    # As a browser sends a form that was not filled in.
    assert parse(dict.fromkeys(OPTIONS[2:], "")) == nothing


@pytest.mark.parametrize("text", [" ", "\n", "\r\n", "\u00a0"])
@pytest.mark.parametrize("field", [name for name in OPTIONS if name != "sheet"])
def test_blanks_are_a_value_that_no_option_takes(field: str, text: str) -> None:
    with pytest.raises(BadOptionError) as caught:
        parse({field: text})
    assert caught.value.code in {"invalid_option", "invalid_mapping", "invalid_guard"}


def test_a_sheet_may_have_a_blank_name() -> None:
    assert parse({"sheet": " "}).overrides.sheet == " "


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        *(("encoding", encoding.value, encoding) for encoding in Encoding),
        ("encoding", "UTF8", Encoding.UTF_8),
        ("encoding", " Windows_1252 ", Encoding.WINDOWS_1252),
        ("encoding", "cp1252", Encoding.WINDOWS_1252),
        ("encoding", "ANSI", Encoding.WINDOWS_1252),
        ("encoding", "Latin-1", Encoding.ISO_8859_1),
        *(("delimiter", delimiter.value, delimiter) for delimiter in Delimiter),
        ("delimiter", " ; ", Delimiter.SEMICOLON),
        ("delimiter", "\\t", Delimiter.TAB),
        ("delimiter", "TAB", Delimiter.TAB),
        ("delimiter", "comma", Delimiter.COMMA),
        ("delimiter", "pipe", Delimiter.PIPE),
        ("decimal", "comma", "comma"),
        ("decimal", ",", "comma"),
        ("decimal", "Dot", "dot"),
        ("decimal", ".", "dot"),
        ("sheet", " Frota 2026", " Frota 2026"),
        ("header_row", " 3 ", 3),
        ("header_row", "1048576", 1_048_576),
        ("mapping", '{"placa": " Nr. Placa "}', {"placa": "Nr. Placa"}),
        ("mapping", '{"placa": 3, "ano": "3"}', {"placa": 3, "ano": "3"}),
        ("mapping", "{}", {}),
    ],
)
def test_what_is_said_is_understood(field: str, text: str, value: object) -> None:
    assert parse({field: text}).overrides == DialectOverrides(**{field: value})  # type: ignore[arg-type]


def test_what_to_do_is_understood() -> None:
    options = parse({"on_conflict": "update", "dry_run": "TRUE"})
    assert (options.on_conflict, options.dry_run) == (ConflictPolicy.UPDATE, True)


@pytest.mark.parametrize(
    ("field", "text", "code", "words"),
    [
        ("on_conflict", "merge", "invalid_option", "'merge' inválido para 'on_conflict': use skip"),
        ("on_conflict", "", "invalid_option", "skip, update"),
        # A dry run that was not understood must not become an import.
        ("dry_run", "", "invalid_option", "true, false"),
        ("dry_run", "yes", "invalid_option", "true, false"),
        ("encoding", "utf-7", "invalid_option", "utf-8, windows-1252"),
        ("delimiter", ":", "invalid_option", "',', ';', '|', tab"),
        ("delimiter", ";;", "invalid_option", "tab"),
        ("decimal", "virgula?", "invalid_option", "comma, dot"),
        ("sheet", "a\x00b", "invalid_option_text", "'sheet'"),
        ("header_row", "0", "invalid_option", "1..1048576"),
        ("header_row", "1048577", "invalid_option", "1..1048576"),
        ("header_row", "-1", "invalid_option", "1..1048576"),
        ("header_row", "²", "invalid_option", "1..1048576"),
        ("header_row", "9" * 5_000, "invalid_option", "1..1048576"),
        ("mapping", "placa=Nr.", "invalid_mapping", '{"placa": "Nr. Placa", "ano": 3}'),
        ("mapping", "[]", "invalid_mapping", "JSON"),
        ("mapping", "null", "invalid_mapping", "JSON"),
        ("mapping", "[" * 4_000, "invalid_mapping", "JSON"),
        ("mapping", '{"placa": 0}', "no_column_number", "não há coluna 0"),
        ("mapping", '{"placa": 16385}', "no_column_number", "a última possível, 16384"),
        ("mapping", '{"placa": true}', "invalid_mapping", "JSON"),
        ("mapping", '{"placa": 1.0}', "invalid_mapping", "JSON"),
        ("mapping", '{"placa": 2, "ano": 2}', "repeated_mapping", "'2'"),
        ("mapping", '{"placa": null}', "invalid_mapping", "JSON"),
        ("mapping", '{"placa": " "}', "invalid_mapping", "JSON"),
        ("mapping", '{"plate": "x"}', "unknown_mapping_field", "'plate' desconhecido"),
        ("mapping", '{"placa": "x", "ano": " x"}', "repeated_mapping", "'x'"),
        ("mapping", '{"placa": "\\u0000"}', "invalid_option_text", "'mapping'"),
        ("mapping", '{"placa": "\\ud800"}', "invalid_option_text", "'mapping'"),
        ("mapping", '{"\\ud800": "x"}', "unknown_mapping_field", "use modelo, placa"),
    ],
)
def test_what_makes_no_sense_is_told_in_one_sentence(
    field: str, text: str, code: str, words: str
) -> None:
    with pytest.raises(BadOptionError) as caught:
        parse({field: text})
    assert caught.value.code == code
    told = sentence(code, caught.value.params)
    assert words in told
    assert len(told) < 300
    assert sentence(code, caught.value.params, "en") != told


@given(texts=st.dictionaries(st.sampled_from(OPTIONS), st.text(max_size=20)))
def test_any_text_is_understood_or_refused_with_a_sentence(texts: dict[str, str]) -> None:
    try:
        options = parse(texts)
    except BadOptionError as error:
        sentence(error.code, error.params).encode()
    else:
        # What is stored with the import.
        json.loads(options.model_dump_json().encode())


@pytest.mark.parametrize(
    ("said", "of_workbook", "of_text"),
    [
        ({}, None, None),
        ({"encoding": "utf-8"}, "text_option", None),
        ({"delimiter": ";"}, "text_option", None),
        ({"sheet": "Frota"}, None, "workbook_option"),
        ({"decimal": "comma", "header_row": "2", "mapping": '{"placa": "x"}'}, None, None),
    ],
)
def test_what_a_kind_of_file_cannot_have_is_refused(
    said: dict[str, str], of_workbook: str | None, of_text: str | None
) -> None:
    overrides = parse(said).overrides
    for is_workbook, code in ((True, of_workbook), (False, of_text)):
        if code is None:
            check_kind(overrides, is_workbook=is_workbook)
            continue
        with pytest.raises(BadOptionError) as caught:
            check_kind(overrides, is_workbook=is_workbook)
        assert caught.value.code == code
        assert repr(next(iter(said))) in sentence(code, caught.value.params)
