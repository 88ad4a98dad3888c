"""Models that are not as anybody meant them are rejected, and others are not."""

import json

import pytest

from tests.domain.rows import cells, faults_of, good, judged
from vehicle_pipeline.domain.messages import sentence


@pytest.mark.parametrize(
    ("text", "reason", "suggestion"),
    [
        *(("Gоl", "foreign_model", "Gol"), ("ГОL", "foreign_model", None)),
        *(("СОВАLТ", "foreign_model", "COBALT"), ("Ford КА", "foreign_model", "Ford KA")),
        *(("ΑΧ 1.0", "foreign_model", "AX 1.0"), ("Ｇｏｌ", "foreign_model", "Gol")),
        *(("Gol １.０", "foreign_model", "Gol 1.0"), ("ﬁat", "foreign_model", "fiat")),
        *(("Caminhão Gоl 1º", "foreign_model", "Caminhão Gol 1º"), ("С3", "foreign_model", "C3")),
        *(("Uno ٤", "foreign_model", None), ("V8ж", "foreign_model", None)),
        *(("\u202eloG", "reversed_text", None), ("Gol \u202e0.1\u202c", "reversed_text", None)),
        *(("#Gol", "commented_row", None), ("# Gol", "commented_row", None)),
        *(("//Gol", "commented_row", None), ("-- Gol", "commented_row", None)),
        *(("/* Gol */", "commented_row", None), ('#"Gol"', "commented_row", None)),
        ('=HYPERLINK("http://x";"Gol 1.0")', "formula_text", "Gol 1.0"),
        *(("=A1", "formula_text", None), ('="a"&"b"', "formula_text", None)),
        *(("=cmd", "formula_text", None), ("=cmd|' /C calc'!A0", "formula_text", None)),
        *(("@SUM(A1)", "formula_text", None), ("Gol\tABC1D23", "joined_cells", None)),
        *(("Caminh¿o", "lost_letters", None), ("Caminh□o", "lost_letters", None)),
        *(("Caminh?", "lost_letters", None), ("Sed? 1.0", "lost_letters", None)),
        *(("'Gol", "quoted_model", "Gol"), ("‘Gol’", "quoted_model", "Gol")),
        *(("Gol\t2020\t1", "joined_cells", None), ("Gol\nabc-1234 ", "joined_cells", None)),
        *(("ABC1234\tGol", "joined_cells", None), ("Gol\t45.000,00", "joined_cells", None)),
    ],
)
def test_a_text_that_nobody_meant_is_rejected(
    text: str, reason: str, suggestion: str | None
) -> None:
    (fault,) = faults_of(good(modelo=text))
    params = json.loads(fault["params"])
    assert (fault["code"], params["reason"], fault["suggestion"]) == (
        "required",
        reason,
        suggestion,
    )
    named = {**params, "field": "modelo", "value": fault["value"]}
    assert sentence("required", named) != sentence("required", named, "en")


def test_the_character_is_named() -> None:
    (fault,) = faults_of(good(modelo="Caminhão Gоl"))
    assert json.loads(fault["params"])["name"] == "U+043E CYRILLIC SMALL LETTER O"


@pytest.mark.parametrize(
    "text",
    [
        *("Жигули 2107", "Москвич", "Omega Ω", "3 µm", "Gol 1º", "Citroën C3", "Citroe\u0308n"),
        *("Gol 🚗", "Škoda", "smart #1", "C#", "A/B", "-2+3", "+55 Gol", "a@b", "Gol @ 1.0"),
        *("Gol 1.0?", "Gol ?", "L'Uno", "Uno '98"),
        *("Uno\tWay", "Sprinter\n415", "Daily\r\n35S14", "Gol\t1.0", "S-10", "- Gol", "Gol – 1.6"),
        *(
            "Gol “1.0”",
            "1.6²",
            "m²",
            "Ⅳ",
            "½ Gol",
            "/Gol",
            "Gol // 2",
            "Gol <novo>",
            "1 < 2",
            "<Gol>",
        ),
        *("<b>Gol</b>", "Gol<br/>1.0", "<i>", "<img src=x onerror=alert(1)>", "<svg/onload=x>"),
        *("<script>alert(1)</script>", "Gol</b>", "<B CLASS='x'>Gol", "{{7*7}}", "javascript:x"),
        *("+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0", "@cmd", "+A1", "-A1+B2"),
    ],
)
def test_other_texts_are_accepted(text: str) -> None:
    assert faults_of(good(modelo=text)) == []


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#", "--", "//", "# "])
def test_what_was_rejected_has_one_fault_still(text: str) -> None:
    (fault,) = faults_of(good(modelo=text))
    assert json.loads(fault["params"])["reason"] in {"error_cell", "empty_like"}


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u00ad", "\ufeff", "\u2060", "\u200e", "\u202d", "\u2066"]
)
def test_invisible_characters_inside_are_removed(unseen: str) -> None:
    rows = judged(cells([good(modelo=f"Caminhão{unseen}zinho {unseen} A")]))
    assert rows["modelo"].to_list() == ["Caminhãozinho A"]


@pytest.mark.parametrize("field", ["placa", "ano", "valor_fipe"])
def test_a_reversed_plate_or_number_is_not_read(field: str) -> None:
    written = {"placa": "32D1CBA", "ano": "0202", "valor_fipe": "00054"}[field]
    (fault,) = faults_of(good(**{field: f"\u202e{written}"}))
    assert fault["field"] == field
