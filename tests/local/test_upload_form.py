import json
from pathlib import Path

import pytest

from vehicle_pipeline.local.errors import BadUsageError
from vehicle_pipeline.local.upload_form import upload_form


def test_options_become_fields_and_what_was_not_said_is_left_out() -> None:
    form = upload_form(
        Path("frota.csv"),
        ["placa=Nr. = Placa", " ano =Ano Mod."],
        on_conflict="update",
        dry_run="true",
        delimiter="tab",
        encoding=None,
    )
    mapping = json.loads(form.pop("mapping"))
    assert mapping == {"placa": "Nr. = Placa", "ano": "Ano Mod."}
    assert form == {"on_conflict": "update", "dry_run": "true", "delimiter": "tab"}


def test_a_column_is_typed_by_its_letters_or_its_number() -> None:
    form = upload_form(Path("frota.csv"), ["ano=3"], ["placa=c", "modelo=AB", "valor_fipe=7"])
    mapping = json.loads(form["mapping"])
    assert mapping == {"ano": "3", "placa": 3, "modelo": 28, "valor_fipe": 7}


@pytest.mark.parametrize("typed", ["placa=C3", "placa=ÇA", "placa=0", "placa=XFE", "placa=AAAA"])
def test_a_column_that_no_sheet_has_is_told_in_a_sentence(typed: str) -> None:
    with pytest.raises(BadUsageError, match=r"[nN]ão há coluna"):
        upload_form(Path("frota.csv"), [], [typed])


def test_a_field_has_one_column() -> None:
    with pytest.raises(BadUsageError, match="a coluna de placa com --mapping ou com --column"):
        upload_form(Path("frota.csv"), ["placa=Chapa"], ["placa=C"])


def test_what_the_file_cannot_have_is_told_as_a_sentence() -> None:
    with pytest.raises(BadUsageError, match=r"^O campo '--delimiter' só vale para .*\.$"):
        upload_form(Path("frota.XLSX"), delimiter=";")


def test_names_that_python_read_in_a_lesser_encoding_arrive_in_utf_8() -> None:
    lesser = "Março".encode().decode("ascii", "surrogateescape")

    form = upload_form(Path("frota.xlsx"), [f"placa={lesser}"], sheet=lesser)

    assert form["sheet"] == "Março"
    assert json.loads(form["mapping"]) == {"placa": "Março"}
