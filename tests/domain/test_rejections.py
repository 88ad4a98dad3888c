import json

import polars as pl
import pytest

from tests.domain.rows import cells, good, judged, with_malformed
from vehicle_pipeline.contracts import FaultCode
from vehicle_pipeline.domain import rejections
from vehicle_pipeline.domain.duplicates import REGISTERED
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.records import STRAY_QUOTES
from vehicle_pipeline.domain.rejections import DUPLICATES
from vehicle_pipeline.domain.repeats import REPEATS_SCHEMA, find_repeats
from vehicle_pipeline.domain.schema import row_schema

NO_REPEATS = REPEATS_SCHEMA.to_frame().lazy()


def faults(records: pl.DataFrame) -> pl.DataFrame:
    rows = judged(records).lazy()
    repeats = find_repeats([rejections.accepted(rows)])
    return rejections.faults(rows, repeats.lazy(), records.lazy())


def compared(records: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([rejections.COMPARED_FAULTS.to_frame(), faults(records)], how="diagonal")


def shown(faults: pl.DataFrame) -> list[tuple[int, str, str, str | None]]:
    return faults.select("row_number", "code", "field", "value").rows()


def params(faults: pl.DataFrame) -> list[dict[str, object]]:
    return [json.loads(text) for text in faults["params"]]


def test_faults_of_every_kind_in_file_order() -> None:
    records = with_malformed(
        cells(
            [good(modelo=None, ano="x"), good(), good(placa="abc-1c34"), good(placa="?")],
            first_row=3,
        ),
        (2, 1, "Total"),
        (7, 5, "a,b,c,d,e"),
    )
    found = faults(records)
    assert found.schema == rejections.FAULTS
    assert shown(found) == [
        (2, "malformed_row", "", "Total"),
        (3, "required", "modelo", None),
        (3, "invalid_year", "ano", "x"),
        (5, "duplicate_in_file", "placa", "abc-1c34"),
        (6, "invalid_plate", "placa", "?"),
        (7, "malformed_row", "", "a,b,c,d,e"),
    ]


def test_a_clean_chunk_has_no_faults() -> None:
    found = faults(cells([good(), good(placa="XYZ1A00")]))
    assert found.equals(rejections.FAULTS.to_frame())
    assert rejections.count(found) == (0, 0)
    assert rejections.first(rejections.COMPARED_FAULTS.to_frame(), 5) == []


@pytest.mark.parametrize(
    ("placa", "reason"),
    [
        ("abc 1c34", "duplicate_in_file"),
        ("ABC1234", "converted_duplicate_in_file"),
        ("abc-1234", "converted_duplicate_in_file"),
    ],
)
def test_a_repeated_plate_says_which_row_has_it_and_whether_it_was_converted(
    placa: str, reason: str
) -> None:
    found = faults(cells([good(placa="ABC1C34"), good(placa=placa)]))
    assert params(found) == [
        {"first_row_number": 2, "first_placa": "ABC1C34", "reason": reason},
    ]


def test_a_malformed_row_tells_how_many_fields_it_has_and_should_have() -> None:
    records = with_malformed(cells([good()]), (3, 6, "a,b,c,d,e,f"))
    assert params(faults(records)) == [{"found": 6, "expected": 4}]


def test_a_record_with_stray_quotes_is_malformed_whatever_its_width() -> None:
    records = with_malformed(cells([good()]), (3, STRAY_QUOTES, 'a",b,c,d'))
    (told,) = params(faults(records))
    assert told == {"reason": "stray_quotes"}
    assert "aspas" in sentence("malformed_row", {**told, "value": 'a",b,c,d'})


def test_a_rejected_row_does_not_make_the_next_one_a_duplicate() -> None:
    found = faults(cells([good(ano="x"), good()]))
    assert shown(found) == [(2, "invalid_year", "ano", "x")]


def test_values_lose_their_nul_and_are_cut_where_they_are_shown() -> None:
    records = with_malformed(cells([good(placa="?" * 600)]), (3, 1, "To\x00tal"))
    values = faults(records)["value"].to_list()
    assert values == ["?" * 499 + "…", "To\ufffdtal"]


@pytest.mark.parametrize("length", [499, 500])
def test_a_value_that_is_shown_whole_does_not_look_cut(length: int) -> None:
    assert faults(cells([good(placa="?" * length)]))["value"].to_list() == ["?" * length]


def test_a_suggestion_comes_from_the_whole_value() -> None:
    model = "Caminhão " * 80
    (found,) = faults(cells([good(modelo=model)])).to_dicts()
    assert found["value"].endswith("…")
    assert found["suggestion"] == ("Caminhão " * 22).strip()


def test_registered_vehicles_are_added_in_file_order() -> None:
    records = cells([good(), good(ano="x"), good(placa="XYZ1A00", valor_fipe="1.234.567,00")])
    of_file, accepted = faults(records), rejections.accepted(judged(records).lazy()).collect()
    modelo, ano, _ = accepted.select("modelo", "ano", "valor_fipe").row(0)
    found = pl.DataFrame(
        [
            (2, "of-an-import", "ABC-1C34", None, None, None),
            (4, "of-another", None, "Uno", 1999, "999.90"),
        ],
        schema=REGISTERED,
        orient="row",
    )
    stored = rejections.combined(of_file, found, accepted)
    assert stored.schema == rejections.COMPARED_FAULTS
    assert stored["params"].to_list() == [None, "{}", None]
    together = rejections.with_params(stored)
    assert together.schema == rejections.FAULTS
    assert shown(together) == [
        (2, "duplicate_in_database", "placa", "ABC1C34"),
        (3, "invalid_year", "ano", "x"),
        (4, "duplicate_in_database", "placa", "XYZ1A00"),
    ]
    here = f"{modelo}, {ano}, R$ "
    assert params(together) == [
        {
            "registered_as": "ABC-1C34",
            "import_id": "of-an-import",
            "registered": f"{here}45.000,00",
            "vehicle": f"{here}45.000,00",
            "reason": "registered_alike",
        },
        {},
        {
            "registered_as": "XYZ1A00",
            "import_id": "of-another",
            "registered": "Uno, 1999, R$ 999,90",
            "vehicle": f"{here}1.234.567,00",
            "reason": "registered_otherwise",
        },
    ]
    without = rejections.combined(of_file, found.clear(), accepted)
    assert rejections.with_params(without).equals(of_file)


def test_rows_are_counted_once_and_only_mere_duplicates_as_duplicates() -> None:
    table = [
        (2, "duplicate_in_file"),
        (3, "invalid_year"),
        (3, "invalid_price"),
        (4, "required"),
        (4, "duplicate_in_database"),
        (5, "malformed_row"),
        (6, "duplicate_in_database"),
    ]
    found = pl.DataFrame(table, schema=["row_number", "code"], orient="row")
    assert rejections.count(found) == (2, 3)


def test_a_rejected_row_is_kept_whole() -> None:
    records = with_malformed(
        cells([good(modelo=' "Gol"\n\x00 ', ano="x"), good(placa="XYZ1A00")]), (4, 2, 'a,"b"')
    )
    kept, malformed = rejections.raw_rows(faults(records), records.lazy()).to_dicts()
    assert (kept["row_number"], malformed["row_number"]) == (2, 4)
    texts = {"c0": ' "Gol"\n\x00 ', "c1": "ABC1C34", "c2": "x", "c3": "45000.00"}
    assert texts.items() <= kept.items()
    assert malformed["raw"] == 'a,"b"'


def test_a_row_with_several_faults_is_kept_once() -> None:
    records = cells([good(ano="x", valor_fipe="y")])
    found = faults(records)
    assert found["code"].to_list() == ["invalid_year", "invalid_price"]
    assert rejections.raw_rows(found, records.lazy()).height == 1


def test_the_first_rejected_rows_come_with_all_their_faults() -> None:
    records = cells([good(ano="x", valor_fipe="y"), good(), good(placa="?"), good(placa="!")])
    chosen = rejections.first(compared(records), 2)
    assert [(fault["row_number"], fault["code"]) for fault in chosen] == [
        (2, "invalid_year"),
        (2, "invalid_price"),
        (4, "invalid_plate"),
    ]
    assert chosen[0]["params"] == {}


def test_rows_are_accepted_when_they_have_no_fault() -> None:
    rows = judged(cells([good(), good(ano="x"), good(placa="XYZ1A00")])).lazy()
    assert rejections.accepted(rows).collect()["row_number"].to_list() == [2, 4]


def test_the_codes_of_faults_are_those_that_are_stored() -> None:
    columns = row_schema(2026).columns.values()
    checked = {check.error for column in columns for check in column.checks}
    # Stored as `required`, with a sentence of their own.
    of_modelo = {"too_long", "no_model"}
    of_undos = {"changed_later", "history_removed"}
    stored = checked - of_modelo | {"required", "malformed_row", *DUPLICATES, *of_undos}
    assert stored == set(FaultCode)
