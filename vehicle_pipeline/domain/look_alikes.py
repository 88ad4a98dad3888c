"""Recognizes letters and digits of other alphabets that look like Latin ones."""

import unicodedata

import polars as pl

from vehicle_pipeline.domain.cell_texts import is_beyond_ascii
from vehicle_pipeline.domain.columns import patch

_CYRILLIC = "АВЕЅІЈКМНОРСТУХѴԚԜавеѕіјкмнорстухѵԛԝ"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτχ"
_LOOKED_LIKE = "ABESIJKMHOPCTYXVQWabesijkmhopctyxvqwABEZHIKMNOPTYXaikvoptx"
_LATIN_OF = dict(zip(_CYRILLIC + _GREEK, _LOOKED_LIKE, strict=True))
# Other forms of Latin letters: of full width, of formulas, joined for print.
_FORM_RANGES = ((0xFF10, 0xFF5E), (0x1D400, 0x1D7FF), (0xFB00, 0xFB06))
_FORMS = "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in _FORM_RANGES) + "ıſ"
_LOOKS = {
    **{
        chr(code): unicodedata.normalize("NFKC", chr(code))
        for first, last in _FORM_RANGES
        for code in range(first, last + 1)
    },
    **_LATIN_OF,
    "ı": "i",
    "ſ": "s",
}
_REPLACED = (list(_LOOKS), list(_LOOKS.values()))
_LETTERS = "".join(_LATIN_OF)
# A letter of another alphabet, and signs with no place in a Latin text.
_OTHER = r"\p{L}--\p{Latin}--\p{Common}"
_STRANGE = rf"[{_FORMS}]|[\p{{Nd}}--0-9]"
_MIXED = rf"\p{{Latin}}[0-9]*[{_OTHER}]|[{_OTHER}][0-9]*\p{{Latin}}"
_ALL_ALIKE = rf"(?:^|[^\p{{L}}\p{{N}}])[0-9]*[{_LETTERS}][{_LETTERS}0-9]*(?:$|[^\p{{L}}\p{{N}}])"
# A word of several alphabets, or one that may be meant as Latin.
IN_LATIN_TEXT = f"{_STRANGE}|{_MIXED}|{_ALL_ALIKE}"
# A letter, digit, symbol or quotation mark beyond ASCII.
FOREIGN = r"[\p{L}\p{N}\p{So}\p{Sk}\p{Pi}\p{Pf}--\x00-\x7f]"


def in_latin_letters(text: pl.Expr) -> pl.Expr:
    """Replace what looks like Latin letters and digits by these.

    All other characters stay: in 45² or 4º a digit or a letter would not mean the same.
    """
    return text.map_batches(_in_latin_letters, return_dtype=pl.String)


def _in_latin_letters(texts: pl.Series) -> pl.Series:
    return patch(texts, is_beyond_ascii(texts), lambda some: some.str.replace_many(*_REPLACED))


def strange_character(text: pl.Expr) -> pl.Expr:
    """Return the first letter or digit that has no place in a Latin text, or null."""
    return text.str.extract(rf"([{_FORMS}]|[{_OTHER}]|[\p{{Nd}}--0-9])")


def foreign_character(text: pl.Expr) -> pl.Expr:
    """Return the first letter, digit, symbol or quotation mark beyond ASCII, or null."""
    return text.str.extract(f"({FOREIGN})")


def character_names(characters: pl.Series) -> pl.Series:
    """Return each character's number and name in Unicode; null stays null."""
    names = {
        char: f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip()
        for char in characters.drop_nulls().unique()
    }
    return characters.replace_strict(names, default=None, return_dtype=pl.String)
