import pytest

from api.language import preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "pt"),
        ("", "pt"),
        ("en", "en"),
        ("EN-us", "en"),
        ("pt-BR,pt;q=0.9,en;q=0.8", "pt"),
        ("en-GB, en;q=0.9, pt;q=0.8", "en"),
        ("pt;q=0.5 , en ; q = 0.7", "en"),
        ("en;q=0", "pt"),
        ("en, pt", "pt"),
        ("en;q=", "pt"),
        ("en;q=nan, en;q=inf", "pt"),
        ("en;q=-1", "pt"),
        ("en;level=1", "pt"),
        ("*", "pt"),
        ("de, fr;q=0.9", "pt"),
        (",;,=,;q", "pt"),
    ],
)
def test_english_is_chosen_where_it_is_preferred(header: str | None, language: str) -> None:
    assert preferred(header) == language


def test_what_comes_after_a_thousand_characters_is_not_read() -> None:
    assert preferred("x," * 500 + "en") == "pt"
