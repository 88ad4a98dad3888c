"""Recognizes letters and digits of other alphabets that look like Latin ones."""

import unicodedata

import polars as pl

_CYRILLIC = "АВЕЅІЈКМНОРСТУХѴԚԜавеѕіјкмнорстухѵԛԝ"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτχ"
_LOOKED_LIKE = "ABESIJKMHOPCTYXVQWabesijkmhopctyxvqwABEZHIKMNOPTYXaikvoptx"
_LATIN_OF = dict(zip(_CYRILLIC + _GREEK, _LOOKED_LIKE, strict=True))
# A letter or digit beyond ASCII.
_FOREIGN = r"([\p{L}\p{N}--\x00-\x7f])"


def as_latin(text: pl.Expr) -> pl.Expr:
    """Replace full-width forms and look-alike letters by those that they look like."""
    return text.str.normalize("NFKC").str.replace_many(list(_LATIN_OF), list(_LATIN_OF.values()))


def foreign_character(text: pl.Expr) -> pl.Expr:
    """Return the first letter or digit beyond ASCII, or null."""
    return text.str.extract(_FOREIGN)


def character_names(characters: pl.Series) -> pl.Series:
    """Return each character's number and name in Unicode; null stays null."""
    names = {
        char: f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip()
        for char in characters.drop_nulls().unique()
    }
    return characters.replace_strict(names, default=None, return_dtype=pl.String)
