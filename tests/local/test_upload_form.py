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


def test_what_the_file_cannot_have_is_told_as_a_sentence() -> None:
    with pytest.raises(BadUsageError, match=r"^O campo '--delimiter' só vale para .*\.$"):
        upload_form(Path("frota.XLSX"), delimiter=";")


def test_names_that_python_read_in_a_lesser_encoding_arrive_in_utf_8() -> None:
    lesser = "Março".encode().decode("ascii", "surrogateescape")

    form = upload_form(Path("frota.xlsx"), [f"placa={lesser}"], sheet=lesser)

    assert form["sheet"] == "Março"
    assert json.loads(form["mapping"]) == {"placa": "Março"}
