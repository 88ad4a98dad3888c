import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spreadsheets.sheets import refused
from vehicle_pipeline.contracts import Encoding
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.text import encoding, text_file
from vehicle_pipeline.spreadsheets.text.encoding import WINDOWS_1252, TextEncoding, find_encoding
from vehicle_pipeline.spreadsheets.text.text_file import TextFile

LINES = "modelo;placa\nCaminhão “Ação” €;ABC1234\n"
DOS = "modelo;descri‡Æo\n"
CODE_PAGES = (Encoding.WINDOWS_1252, Encoding.ISO_8859_1, Encoding.CP850, Encoding.MAC_ROMAN)


def encoding_of(content: bytes, said: Encoding | None = None) -> TextEncoding:
    return find_encoding(io.BytesIO(content), said)


@pytest.mark.parametrize(
    ("content", "codec", "start"),
    [
        (LINES.encode(), "utf-8", 0),
        (LINES.encode("utf-8-sig"), "utf-8", 3),
        (LINES.encode("cp1252"), "windows-1252", 0),
        (b"\xff\xfe" + LINES.encode("utf-16-le"), "utf-16-le", 2),
        (b"\xfe\xff" + LINES.encode("utf-16-be"), "utf-16-be", 2),
        (b"\xff\xfe\0\0" + LINES.encode("utf-32-le"), "utf-32-le", 4),
        (b"\0\0\xfe\xff" + LINES.encode("utf-32-be"), "utf-32-be", 4),
        (b"", "utf-8", 0),
    ],
)
def test_the_mark_decides_then_utf_8_then_windows_1252(
    content: bytes, codec: str, start: int
) -> None:
    found = encoding_of(content)
    assert (found.codec, found.start, found.end) == (codec, start, len(content))
    assert found.assumptions == []


def test_one_odd_byte_at_the_very_end_decides_for_windows_1252(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(encoding, "_STEP", 7)
    assert encoding_of(b"a" * 100).name == "utf-8"
    assert encoding_of(b"a" * 100 + b"\xe3").name == "windows-1252"


@pytest.mark.parametrize("padding", range(7))
def test_a_character_cut_by_a_step_is_whole(padding: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "_STEP", 3)
    assert encoding_of(("x" * padding + "ã€😀" * 5).encode()).name == "utf-8"


# --- what the sender says -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "content", "codec", "start"),
    [
        (Encoding.UTF_8, LINES.encode("utf-8-sig"), "utf-8", 3),
        (Encoding.UTF_16, LINES.encode("utf-16-le"), "utf-16-le", 0),
        (Encoding.UTF_16, LINES.encode("utf-16-be"), "utf-16-be", 0),
        (Encoding.UTF_32, LINES.encode("utf-32-be"), "utf-32-be", 0),
        (Encoding.UTF_32, LINES.encode("utf-32-le"), "utf-32-le", 0),
        (Encoding.UTF_16, b"\xff\xfea\0", "utf-16-le", 2),
        (Encoding.UTF_16, b"\xfe\xff\0a", "utf-16-be", 2),
        (Encoding.CP850, "Caminhão".encode("cp850"), "cp850", 0),
        (Encoding.MAC_ROMAN, LINES.encode("mac-roman"), "mac-roman", 0),
        (Encoding.ISO_8859_1, LINES.encode("cp1252"), "iso-8859-1", 0),
        (Encoding.ISO_8859_1, b"\xef\xbb\xbfmodelo;placa", "iso-8859-1", 3),
        (Encoding.WINDOWS_1252, LINES.encode("cp1252"), "windows-1252", 0),
    ],
)
def test_what_the_sender_says_is_heeded(
    said: Encoding, content: bytes, codec: str, start: int
) -> None:
    found = encoding_of(content, said)
    assert (found.codec, found.name, found.start) == (codec, said, start)


@pytest.mark.parametrize(
    ("said", "codec"),
    [
        *((said, "utf-8") for said in CODE_PAGES),
        *((said, "cp1252") for said in (Encoding.CP850, Encoding.MAC_ROMAN)),
        *((said, "cp850") for said in CODE_PAGES if said != Encoding.CP850),
        *((said, "mac-roman") for said in CODE_PAGES if said != Encoding.MAC_ROMAN),
    ],
)
@pytest.mark.parametrize("word", ["Caminhão", "CITROËN", "Ônibus", "elétrico", "Ká"])
def test_what_is_evidently_wrong_is_refused(said: Encoding, codec: str, word: str) -> None:
    content = f"modelo;placa\n{word};ABC1D23\n"
    refusal = refused(encoding_of, content.encode(codec), said)
    assert (refusal.code, refusal.params["line"]) == ("not_that_code_page", 2)
    assert f"'{word};ABC1D23'" in sentence(refusal.code, refusal.params)


@pytest.mark.parametrize("said", [Encoding.WINDOWS_1252, Encoding.ISO_8859_1, Encoding.MAC_ROMAN])
def test_signs_of_their_own_are_no_evidence(said: Encoding) -> None:
    for text in ("Škoda", "Baú 10”", "L’Occitane", "Straße 5 µm", "Gol – 1.0…"):
        content = text.encode("mac-roman" if said == Encoding.MAC_ROMAN else "cp1252", "ignore")
        assert encoding_of(b"modelo\n" + content, said).name == said


@pytest.mark.parametrize(
    ("said", "content", "line", "byte"),
    [
        (Encoding.UTF_8, b"a\r\nb\r\nG\xe3l\r\n", 3, 8),
        (Encoding.UTF_8, b"a\rb\rG\xe3l\r", 3, 6),
        (Encoding.UTF_8, b"\xff\xfea\0", 1, 1),
        (Encoding.UTF_8, b"a\n\xe2\x82", 2, 3),
        (None, b"\xef\xbb\xbfa\nb\xe3", 2, 7),
        (None, b"\xff\xfea\0\n\0b", 2, 7),
        (None, b"\xfe\xff\0a\xd8\0\0b", 1, 5),
        (Encoding.UTF_16, b"a\0b\0\n\0c\0\n\0\x41\xdc", 3, 11),
    ],
)
@pytest.mark.parametrize("step", [1, 2, 1 << 20])
def test_bytes_of_no_meaning_in_the_encoding_are_told_with_their_place(
    monkeypatch: pytest.MonkeyPatch,
    said: Encoding | None,
    content: bytes,
    line: int,
    byte: int,
    step: int,
) -> None:
    monkeypatch.setattr(encoding, "_STEP", step)
    refusal = refused(encoding_of, content, said)
    assert refusal.code == "undecodable_text"
    assert (refusal.params["line"], refusal.params["byte"]) == (line, byte)


# --- Windows-1252 -------------------------------------------------------------------------------


def test_windows_1252_is_read_as_browsers_do() -> None:
    for code in range(256):
        if code in (0x81, 0x8D, 0x8F, 0x90, 0x9D):
            assert WINDOWS_1252[code] == chr(code)
        else:
            assert WINDOWS_1252[code] == bytes([code]).decode("cp1252")


def test_bytes_that_windows_1252_does_not_define_are_an_assumption() -> None:
    (assumed,) = encoding_of("descrição".encode("cp1252") + b";\x81\x8d\x81").assumptions
    assert (assumed.code, assumed.params) == ("undefined_bytes", {"count": 3})
    assert encoding_of(b"\x81", Encoding.CP850).assumptions == []


# --- what is no part of the text ----------------------------------------------------------------


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_text_of_several_bytes_without_a_mark_is_an_assumption(codec: str) -> None:
    found = encoding_of(LINES.encode(codec))
    (note,) = found.assumptions
    assert (found.codec, found.start, note.code) == (codec, 0, "no_byte_order_mark")
    assert note.params == {"encoding": codec[:6]}


@pytest.mark.parametrize("padding", [b"\x1a", b"\x00", b"\x1a\x00\x00\x1a", b"\x00" * 5_000])
@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("step", [2, 3, 1 << 20])
def test_padding_at_the_end_is_no_text(
    monkeypatch: pytest.MonkeyPatch, padding: bytes, codec: str, step: int
) -> None:
    monkeypatch.setattr(encoding, "_STEP", step)
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(codec, b"")
    content = mark + "x;ã\n".encode(codec)
    found = encoding_of(content + padding)
    assert (found.start, found.end) == (len(mark), len(content))


def test_a_file_of_padding_is_empty() -> None:
    found = encoding_of(b"\xef\xbb\xbf" + b"\x00" * 10)
    assert found.start == found.end == 3


@pytest.mark.parametrize("said", [Encoding.UTF_8, Encoding.WINDOWS_1252, Encoding.CP850])
def test_utf_16_without_a_mark_is_not_taken_for_bytes_with_gaps(said: Encoding | None) -> None:
    for codec in ("utf-16-le", "utf-16-be"):
        assert refused(encoding_of, LINES.encode(codec), said).code == "utf16_without_mark"


def test_a_stray_nul_does_no_harm() -> None:
    assert encoding_of(b"modelo;placa\nG\x00l;ABC1234\n").name == "utf-8"


@given(st.binary(max_size=40))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    for said in (None, *Encoding):
        with suppress(BadSpreadsheetError):
            found = encoding_of(content, said)
            assert found.start <= found.end <= max(len(content), found.start)


# --- several encodings --------------------------------------------------------------------------


def texts_of(content: bytes) -> list[str]:
    return TextFile.open(io.BytesIO(content), None).utf8().read().decode().splitlines()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("step", [2, 7, 1 << 20])
def test_each_line_of_a_mixed_file_is_decoded_by_itself(
    monkeypatch: pytest.MonkeyPatch, newline: str, step: int
) -> None:
    monkeypatch.setattr(encoding, "_STEP", step)
    monkeypatch.setattr(text_file, "_STEP", step)
    lines = [
        "Ação".encode(),
        "Ação".encode("cp1252"),
        b"a",
        "€ ã".encode(),
        "é “x”".encode("cp1252"),
    ]
    content = newline.encode().join(lines)
    assert texts_of(content) == ["Ação", "Ação", "a", "€ ã", "é “x”"]
    (note,) = encoding_of(content).assumptions
    assert (note.code, note.params) == ("mixed_encodings", {"utf_8": 2, "ansi": 2})


def test_a_line_of_two_encodings_is_unsure() -> None:
    content = "Ação\n".encode() + "Ação ".encode() + "ção\n".encode("cp1252")
    assert texts_of(content) == ["Ação", "Ação \ufffd\ufffdo"]
    assert [(note.code, note.params) for note in encoding_of(content).assumptions] == [
        ("mixed_encodings", {"utf_8": 1, "ansi": 1}),
        ("unsure_lines", {"count": 1, "line": 2}),
    ]


@pytest.mark.parametrize("codec", ["cp850", "cp437"])
@pytest.mark.parametrize("text", ["descrição", "Veículo", "ÉPICA", "óleo", "Mônaco"])
def test_text_of_dos_is_refused_with_its_line_and_what_to_say(codec: str, text: str) -> None:
    content = b"placa;modelo\nABC1D23;" + text.encode(codec, errors="ignore") + b"\n"
    refusal = refused(encoding_of, content)
    assert (refusal.code, refusal.params["line"]) == ("looks_like_cp850", 2)
    assert encoding_of(content, Encoding.CP850).name == "cp850"


@pytest.mark.parametrize(
    "text", ["descrição", "CAMINHÃO", "Nº 5 – “aço”", "£ 5", "D’Ávila™", "Škoda", "5¢", "R$ 10 § 2"]
)
def test_text_of_windows_is_not_taken_for_that_of_dos(text: str) -> None:
    assert encoding_of(text.encode("cp1252")).name == "windows-1252"
