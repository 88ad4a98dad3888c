"""What number formats show of texts, told by their codes."""

import pytest

from vehicle_pipeline.spreadsheets.confined.text_formats import text_shown_by


@pytest.mark.parametrize(
    "code",
    [
        *("General", "0", "@", "", "#,##0.00;[Red]-0", "_-@_-", "[Red]@", "0;0;0;General", '"x"'),
        '_-"R$"* #,##0.00_-;-"R$"* #,##0.00_-;_-"R$"* "-"??_-;_-@_-',
        *('"x"0;"y"0;"z"', "0;;;@", ";;", "dd/mm/yyyy;@", "[$-416]d-mmm;@"),
    ],
)
def test_a_text_is_shown_as_it_is(code: str) -> None:
    assert text_shown_by(code) is None


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('@" mil"', "45 mil"),
        ('0;0;0;"US$ "@', "US$ 45"),
        ('0;@"%"', "45%"),
        (";;;", "(formato ;;;)"),
        ("0;0;0;", "(formato 0;0;0;)"),
        ('0;0;0;"ABC"', "ABC"),
        ('@"000"', '45000 (formato @"000")'),
        ("@@", "4545 (formato @@)"),
    ],
)
def test_what_a_format_adds_or_leaves_out_is_shown(code: str, shown: str) -> None:
    look = text_shown_by(code)
    assert look
    assert look.text("45") == shown
    assert look.text(45.0) is None
    assert look.text(" ") is None
