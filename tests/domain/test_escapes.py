"""Letters written as escapes are read where that is certain, and rejected otherwise."""

from html import entities
from urllib.parse import quote

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.rows import cells, faults_of, good, judged
from vehicle_pipeline.domain.garbled import restored, restored_count, restored_text
from vehicle_pipeline.domain.messages import sentence

LETTERS = "áàâãéêíóôõúüçÁÂÃÉÊÍÓÔÕÚÇ"
WAYS = {
    "entity": lambda char: f"&{entities.codepoint2name[ord(char)]};",
    "number": lambda char: f"&#{ord(char)};",
    "hexadecimal": lambda char: f"&#x{ord(char):X};",
    "twice": lambda char: f"&amp;#{ord(char)};",
    "json": lambda char: f"\\u{ord(char):04x}",
    "address": quote,
    "mail": lambda char: quote(char).replace("%", "="),
    "utf-7": lambda char: char.encode("utf-7").decode(),
}


@pytest.mark.parametrize("way", WAYS)
@given(st.text("abcXYZ 0./()" + LETTERS, max_size=12))
def test_what_was_escaped_is_restored(way: str, text: str) -> None:
    written = "".join(char if char.isascii() else WAYS[way](char) for char in text)
    assert restored_text(written) == text
    assert restored(pl.Series([written])).to_list() == [text]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Fiat &amp; Cia", "Fiat & Cia"),
        ("Gol&nbsp;1.0", "Gol\u00a01.0"),
        ("Gol%20Autom%C3%A1tico", "Gol Automático"),
        ("Ba&uacute; 10&quot;", 'Baú 10"'),
        ("&Atilde;&sect;", "Ã&sect;"),
    ],
)
def test_other_escapes(written: str, text: str) -> None:
    assert restored_text(written) == text


@pytest.mark.parametrize(
    "text",
    [
        *("Gol 1.0", "Fiat & Cia", "M&M", "A&B;C", "100% elétrico", "100%FLEX", "Gol + GNV"),
        *(
            "100%EFICIENTE",
            "Ano=2020",
            "C+ABC-1",
            "S10\\LTZ",
            "1.0=1.6",
            "Gol 1.0?",
            "Gol 3/4?",
            "? km",
        ),
        *("R&D 20", "D20+A-1", "P&amp", "C:\\200"),
    ],
)
def test_what_is_no_escape_stays_and_is_accepted(text: str) -> None:
    assert restored_text(text) == text
    if text != "P&amp":
        assert faults_of(good(modelo=text)) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *(("Caminh?o", "lost_letters"), ("Caminh??o", "lost_letters"), ("?nibus", "lost_letters")),
        *(("VW ?nibus", "lost_letters"), ("CAMINH?ES", "lost_letters")),
        *(("Caminh&atilde", "escaped_text"), ("Caminh&atildeo", "escaped_text")),
        *(("Caminh&#227", "escaped_text"), ("A&#1;", "escaped_text"), ("x&alpha;", "escaped_text")),
        *(
            ("Caminh%E3o", "escaped_text"),
            ("Gol%201.0", "escaped_text"),
            ("Fiat%20", "escaped_text"),
        ),
        *(("Gol+1.0+Autom%C3%A1tico", "escaped_text"), ("Caminh=E3o", "escaped_text")),
        *(("Caminh\\xe3o", "escaped_text"), ("Caminh\\303\\243o", "escaped_text")),
        *(("\\u0411", "escaped_text"), ("P&amp", "escaped_text")),
    ],
)
def test_what_is_not_certain_is_rejected_with_the_reason(text: str, reason: str) -> None:
    (fault,) = faults_of(good(modelo=text))
    assert (fault["code"], fault["field"]) == ("required", "modelo")
    assert fault["params"] == f'{{"reason":"{reason}"}}'.replace('":"', '": "')
    params = {"reason": reason, "field": "modelo", "value": text}
    for language in ("pt", "en"):
        assert text in sentence("required", params, language)  # type: ignore[arg-type]


def test_restored_escapes_are_counted() -> None:
    texts = pl.Series(["Caminh&atilde;o", None, "Gol & Cia", "VeÃ\xadculo", "A&#1;"])
    assert restored_count(texts) == 2


def test_a_restored_model_is_accepted() -> None:
    rows = judged(cells([good(modelo="Caminh&atilde;o  Ba&uacute;&nbsp;")]))
    assert rows["modelo"].to_list() == ["Caminhão Baú"]
    assert rows["faults"].list.len().to_list() == [0]
