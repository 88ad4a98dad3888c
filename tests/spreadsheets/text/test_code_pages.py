"""Texts of one byte per character that are not Windows-1252 are told by their words."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spreadsheets.sheets import refused
from tests.spreadsheets.texts import dialect_of, read, whole
from vehicle_pipeline.contracts import Encoding
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.spreadsheets.text.encoding import find_encoding

HEADER = "placa;modelo\n"
WORDS = [
    "Caminhão",
    "Veículo",
    "Descrição",
    "Automático",
    "Basculânte",
    "Prêmio",
    "Mônaco",
    "Açúcar",
]


def content_of(text: str, codec: str) -> io.BytesIO:
    return io.BytesIO(HEADER.encode() + f"ABC1D23;{text}\n".encode(codec))


@pytest.mark.parametrize(
    "text", [*WORDS, "CAMINHÃO", "ÉPICA", "AUTOMÁTICO", "ELÉTRICO 1.0", "ônibus"]
)
@pytest.mark.parametrize(
    ("codec", "code"), [("cp850", "looks_like_cp850"), ("mac-roman", "looks_like_mac_roman")]
)
def test_a_code_page_is_named_with_the_line(text: str, codec: str, code: str) -> None:
    refusal = refused(find_encoding, content_of(text, codec))
    assert (refusal.code, refusal.params["line"]) == (code, 2)
    assert refusal.params[codec.replace("-", "_")] == f"ABC1D23;{text}"
    for language in ("pt", "en"):
        told = sentence(refusal.code, refusal.params, language)  # type: ignore[arg-type]
        assert text in told
        assert f"encoding={codec.replace('-', '_')}" in told


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("shift-jis", "トヨタ カローラ 1.8 車両 自動車 普通 乗用車"),
        ("shift-jis", "ｶﾛｰﾗ ｺﾛﾅ ｾﾘｶ"),
        ("gbk", "丰田 卡罗拉 大众 汽车"),
        ("cp1251", "Жигули Москвич Волга Лада"),
        ("cp1251", "Жигули Москвич"),
        ("koi8-r", "Жигули Москвич Волга Лада"),
        ("cp860", "Caminhão Balcão Padrão"),
    ],
)
def test_one_that_cannot_be_named_is_not_called_another(codec: str, text: str) -> None:
    refusal = refused(find_encoding, content_of(text, codec))
    assert (refusal.code, refusal.params["line"]) == ("unknown_code_page", 2)
    assert "cp850" not in sentence(refusal.code, refusal.params)


@pytest.mark.parametrize(
    "text",
    [
        *WORDS,
        *("CAMINHÃO", "CAMINHãO", "PREçO", "Nº 5 – “aço”", "£ 5", "D’Ávila™", "Škoda", "5¢", "1ª"),
        *("R$ 10 § 2", "Gol™", "Gol®", "Gol…", "copo d’agua", "L’Occitane", "Moto’s", "‘Gol’"),
        *("Flex – 1.0", "Baú 10”", "4×4", "cabine×dupla", "Citroën", "Peugeot 208 – 1.6 • Novo"),
        *(
            "Moët",
            "Ñandu",
            "50 m²",
            "•Gol",
            "Gol•",
            "Müller",
            "Straße",
            "¿Qué?",
            "–Gol–",
            "“gol” novo",
        ),
    ],
)
def test_windows_1252_is_not_taken_for_another(text: str) -> None:
    assert find_encoding(content_of(text, "cp1252")).name == Encoding.WINDOWS_1252


@given(st.lists(st.text("abcdeXYZ áàâãéêíóôõúüç'-./()ºª“”’–", min_size=3, max_size=20), max_size=5))
def test_nor_is_any_text_of_our_letters(lines: list[str]) -> None:
    raw = "\n".join(["Descrição", *lines]).encode("cp1252")
    if find_encoding(io.BytesIO(raw)).name != Encoding.UTF_8:
        assert find_encoding(io.BytesIO(raw)).name == Encoding.WINDOWS_1252


@pytest.mark.parametrize("raw", [b"a\x81b", b"Gol\x8d", b"\x90\x9d", b"x\x8fy z\x8fw"])
def test_a_stray_byte_is_no_other_code_page(raw: bytes) -> None:
    assert find_encoding(io.BytesIO(HEADER.encode() + raw)).name == Encoding.WINDOWS_1252


def test_many_lines_are_counted_right() -> None:
    lines = [b"Gol"] * 3_000 + ["Caminhão".encode("cp850")] + [b"Gol"] * 10
    for end in (b"\n", b"\r\n", b"\r"):
        refusal = refused(find_encoding, io.BytesIO(end.join(lines)))
        assert refusal.params["line"] == 3_001


def test_mac_roman_may_be_given() -> None:
    content = "modelo;placa;ano;preço fipe\nCaminhão;ABC1234;2020;1\n".encode("mac-roman")
    dialect = dialect_of(content, encoding=Encoding.MAC_ROMAN)
    assert (dialect.encoding, dialect.mapping["valor_fipe"]) == ("mac-roman", "preço fipe")
    assert whole(read(content, encoding=Encoding.MAC_ROMAN))[2][0] == "Caminhão"
