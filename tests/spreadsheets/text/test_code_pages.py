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


# Words of fleets, as they are and in capitals.
FLEET = [
    *("Citroën", "Ônibus", "Caminhão", "Sedã", "Mégane", "Škoda", "Caçamba", "Furgão", "Baú"),
    *("Elétrico", "Híbrido", "Câmbio automático", "Família", "Álcool", "À gasolina", "Peça"),
    *("Órgão", "Nº", "2ª", "2º", "4×4", "Élite", "Ká", "Máquina", "Último", "Diária", "Três"),
    *("Açúcar", "Caminhões", "Irmã", "Café", "Pará", "Época", "Pólo", "Combustível", "Ação"),
]
WORDS_OF_FLEETS = [*FLEET, *(word.upper() for word in FLEET)]
# In these code pages they are as likely in Windows-1252: `· gasolina`.
UNKNOWABLE = {("À gasolina", "cp850"), ("À GASOLINA", "cp850")}


@pytest.mark.parametrize("codec", ["cp850", "mac-roman", "cp860", "iso-8859-2"])
@pytest.mark.parametrize("word", WORDS_OF_FLEETS)
def test_no_word_is_read_in_wrong_letters(codec: str, word: str) -> None:
    try:
        encoded = word.encode(codec)
    except UnicodeEncodeError:
        return
    if encoded == word.encode("cp1252") or (word, codec) in UNKNOWABLE:
        return
    for text in (word, f"Gol {word}"):
        refusal = refused(find_encoding, content_of(text, codec))
        assert refusal.params["line"] == 2
        # Whatever the sentence proposes, the right word is among it.
        assert text in sentence(refusal.code, refusal.params)


@pytest.mark.parametrize("word", WORDS_OF_FLEETS)
def test_windows_1252_and_utf_8_are_read_without_a_note(word: str) -> None:
    for codec in ("cp1252", "utf-8"):
        found = find_encoding(content_of(word, codec))
        assert (found.name, found.assumptions) == (
            Encoding.UTF_8 if codec == "utf-8" else Encoding.WINDOWS_1252,
            [],
        )


@pytest.mark.parametrize("text", ["CAMINHãO", "PREçO", "ELéTRICO", "caminhÃo", "TRêS", "TRAÇ."])
def test_letters_that_a_program_left_small_are_no_other_code_page(text: str) -> None:
    assert find_encoding(content_of(text, "cp1252")).name == Encoding.WINDOWS_1252


def test_every_possible_code_page_is_named_with_what_the_word_would_be() -> None:
    refusal = refused(find_encoding, content_of("Noël", "cp850"))
    assert refusal.code == "several_code_pages"
    shown = refusal.params["readings"]
    assert shown == "cp850: 'ABC1D23;Noël', mac_roman: 'ABC1D23;Noâl'"
    assert "encoding=" in sentence(refusal.code, refusal.params)


def test_one_garbled_word_among_good_ones_does_not_refuse_the_file() -> None:
    raw = HEADER.encode() + "ABC1D23;Caminhão\nABC1D24;Ônibus\n".encode("cp1252")
    content = io.BytesIO(raw + b"ABC1D25;Citro\x91n\n")
    assert find_encoding(content).name == Encoding.WINDOWS_1252


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


@given(st.lists(st.text("abcdeXYZ áâãéêíóôõúü'-./()", min_size=3, max_size=20), max_size=5))
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
