import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicle_pipeline.domain.garbled import is_garbled, restored, restored_count, restored_text

LETTERS = "áàâãéêíóôõúüçÁÂÃÉÊÍÓÔÕÚÇ"


def garbled(text: str) -> str:
    """UTF-8 read as Windows-1252, by a browser's table."""
    return "".join(
        bytes([code]).decode("cp1252", errors="ignore") or chr(code) for code in text.encode()
    )


def is_recognised(text: str) -> bool:
    return bool(is_garbled(pl.Series([text]))[0])


@given(st.text("abcXYZ 0" + LETTERS, max_size=12), st.integers(0, 3))
def test_what_was_garbled_is_restored(text: str, times: int) -> None:
    seen = text
    for _ in range(times):
        seen = garbled(seen)
    # `Ã”` and `Ã` with a hard blank may be meant: then they are left, and recognised.
    if not {"à", "Ô"}.isdisjoint(text) and restored_text(seen) == seen:
        assert is_recognised(seen) or not times
    else:
        assert restored_text(seen) == text


@given(st.text("abcXYZ 0-'./()ºª" + LETTERS, max_size=12))
def test_a_text_of_portuguese_letters_is_left_alone(text: str) -> None:
    # `Ãº` is `ú` garbled; nobody writes it otherwise.
    if not any(pair in text for pair in ("Ãº", "Ãª", "Âº", "Âª")) and "âº" not in text:
        assert restored_text(text) == text
        assert not is_recognised(text)


@pytest.mark.parametrize("text", ["VeÃ\xadculo e ação", "MANHÃ\u201d", "LÃ®", "Ã§ \ufffd"])
def test_what_is_not_certain_is_left_and_recognised(text: str) -> None:
    assert restored_text(text) == text
    assert is_recognised(text)


@pytest.mark.parametrize(
    "text",
    [
        "a\x80",
        "\x9f",
        "Ve\ufffdculo",
        "CaminhÆo",
        "Ve¡culo",
        "Ve├¡culo",
        "Ba£",
        "Caf‚ 1",
        "CAMINHÌO",
    ],
)
def test_other_garbled_texts_are_recognised(text: str) -> None:
    assert is_recognised(text)


def test_columns_are_restored_and_counted() -> None:
    texts = pl.Series(["VeÃ\xadculo", None, "Gol", "VeÃ\xadculo ã"])
    assert restored(texts).to_list() == ["Veículo", None, "Gol", "VeÃ\xadculo ã"]
    assert restored_count(texts) == 1
