"""Tidies the texts of cells, column by column: spaces, invisible characters, Excel's `="x"`."""

import polars as pl

from vehicle_pipeline.domain.columns import patch

# Characters that no renderer shows (Unicode's Default_Ignorable_Code_Point: zero-width spaces,
# byte order marks, soft hyphens, direction marks), the blank Braille pattern, and annotations.
# Not the one that reverses the letters behind it: without it the text would show another.
INVISIBLE = r"\p{Default_Ignorable_Code_Point}\x{2800}\x{fff9}-\x{fffb}--\x{202e}"
_UNSEEN = f"[{INVISIBLE}]"
_BLANK = r"\s\x1c-\x1f"
# At the ends of a text, control characters (a stray NUL above all, which PostgreSQL cannot store)
# count as space.
_SPACE = r"\s\x00-\x1f\x7f"
# Inside it they may stand for a letter or digit, and are shown by their pictures.
_PICTURES = {chr(code): chr(0x2400 + code) for code in (*range(9), *range(14, 28))}
_PICTURES["\x7f"] = "\u2421"
_CONTROL = r"[\x00-\x08\x0e-\x1b\x7f]"
CONTROL_PICTURE = r"[\x{2400}-\x{2408}\x{240e}-\x{241b}\x{2421}]"
# Shown in place of a tab or line break between what were two cells.
JOINT = "\u2409"
_BREAK = r"[\t-\r\x1c-\x1f\x{85}\x{2028}\x{2029}]"
# A character that a text which is not blank has.
VISIBLE = rf"[^{_SPACE}{INVISIBLE}]"
# At the ends of a text, invisible characters count as space as well.
_END = rf"[{_SPACE}{INVISIBLE}]"
_ENDS = rf"^{_END}+|{_END}+$"
# Excel shows x for `="x"`, which exports use to keep it from changing a text.
_WRAPPED = r'^="((?:[^"]|"")*)"$'
_UNTIDY = rf'^{_END}|{_END}$|\s\s|[^\S ]|[\x00-\x1f\x7f]|^="'


def tidy(texts: pl.Series) -> pl.Series:
    """Trim texts, collapse their inner spaces and unwrap `="x"`; null if nothing is left."""
    return _filled(patch(texts, texts.str.contains(_UNTIDY), _tidied))


def tidy_code(texts: pl.Series) -> pl.Series:
    """Like `tidy`, and invisible characters are removed inside, too."""
    return _without_unseen(tidy(texts))


def tidy_value(texts: pl.Series) -> pl.Series:
    """Like `tidy_code`, with JOINT for tabs and line breaks inside: they part two values."""
    return _without_unseen(patch(texts, texts.str.contains(_UNTIDY), _parted))


def unwrapped_count(texts: pl.Series) -> int:
    """Return how many cells are wrapped as `="x"`."""
    suspects = texts.filter(may_be_wrapped(texts))
    return int(_trimmed(suspects).str.contains(_WRAPPED).sum()) if len(suspects) else 0


def invisible_count(texts: pl.Series) -> int:
    """Return from how many cells `tidy_code` removes invisible characters inside the text."""
    beyond = texts.filter(is_beyond_ascii(texts))
    if beyond.is_empty():
        return 0
    suspects = beyond.filter(beyond.str.contains(_UNSEEN))
    return int(_tidied(suspects).str.contains(_UNSEEN).sum())


def may_be_wrapped(texts: pl.Series) -> pl.Series:
    """Whether a text begins with `=`, or with what `tidy` may remove before one.

    Comparisons are far cheaper than the expressions that are then needed for few texts only.
    """
    is_after_space = (texts < "!") | (texts >= "\x7f")
    return is_after_space | ((texts >= "=") & (texts < ">"))


def is_beyond_ascii(texts: pl.Series) -> pl.Series:
    """Whether a text has a character that is not ASCII; far cheaper than an expression."""
    return texts.str.len_bytes() != texts.str.len_chars()


def control_name(text: pl.Expr) -> pl.Expr:
    """Return the number in Unicode of the first control character inside a text, or null."""
    names = {picture: f"U+{ord(control):04X}" for control, picture in _PICTURES.items()}
    picture = text.str.extract(f"({CONTROL_PICTURE})")
    return picture.replace_strict(names, default=None, return_dtype=pl.String)


def _tidied(texts: pl.Series) -> pl.Series:
    trimmed = _trimmed(texts)
    return patch(
        trimmed,
        trimmed.str.contains(_WRAPPED),
        lambda some: _trimmed(some.str.extract(_WRAPPED).str.replace_all('""', '"', literal=True)),
    )


def _trimmed(texts: pl.Series) -> pl.Series:
    trimmed = texts.str.replace_all(_ENDS, "").str.replace_all(rf"[{_BLANK}]+", " ")
    return patch(trimmed, trimmed.str.contains(_CONTROL), _with_pictures)


def _parted(texts: pl.Series) -> pl.Series:
    return _tidied(patch(texts, texts.str.contains(_BREAK), _with_joints))


def _with_joints(texts: pl.Series) -> pl.Series:
    bare = texts.str.replace_all(_ENDS, "")
    bare = bare.str.replace(rf'^="{_END}+', '="').str.replace(rf'{_END}+"$', '"')
    return bare.str.replace_all(rf"[{_BLANK}]*{_BREAK}[{_BLANK}]*", JOINT)


def _with_pictures(texts: pl.Series) -> pl.Series:
    return texts.str.replace_many(list(_PICTURES), list(_PICTURES.values()))


def _without_unseen(tidied: pl.Series) -> pl.Series:
    return _filled(patch(tidied, is_beyond_ascii(tidied), _visible))


def _visible(texts: pl.Series) -> pl.Series:
    has_some = texts.str.contains(_UNSEEN)
    return patch(texts, has_some, lambda some: _trimmed(some.str.replace_all(_UNSEEN, "")))


def _filled(texts: pl.Series) -> pl.Series:
    return texts.zip_with(texts != "", pl.Series([None], dtype=pl.String))
