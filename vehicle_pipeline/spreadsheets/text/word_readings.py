"""How well the bytes of one word read in a code page.

The same bytes are a word of Portuguese letters in one code page, and letters beside signs in the
others. Letters of other languages, and typographic signs at their places, are possible as well.
"""

import re
from functools import lru_cache

from vehicle_pipeline.domain.garbled import from_ansi
from vehicle_pipeline.spreadsheets.text.known_words import is_known

# How a word reads, as weights: not at all; hardly; nothing follows; perhaps; well; certainly.
BAD, ODD, OPEN, FAIR, GOOD, KNOWN = -2, -1, 0, 1, 2, 3
ANSI = "windows-1252"

_OURS = frozenset("áàâãéêíóôõúüç")
# Letters of brands and names: Citroën, Müller, Škoda.
_FOREIGN = frozenset("ëïöäñåøèßš")
_VOWELS = frozenset("aeiouáéíóúâêôãõ")
# What stands beside a letter where no Portuguese word has it.
_BEFORE_CEDILLA = _VOWELS | set("nrlcp")
_AFTER_CEDILLA = frozenset("aouãõáóúâô")
# Of `opção` and `sucção`.
_BEFORE_NASAL, _NASAL = frozenset("pc"), frozenset("ãõ")
_AFTER = {"ã": frozenset("oesinz"), "õ": frozenset("es"), "á": frozenset("bcdefghijklmnpqrstuvxz")}
_GRAVE = re.compile("às?|àquel[aeo]s?|àquilo")
_ALONE = frozenset("áàéó")
# Signs that may stand beside a letter, on either side of it: bullets, crosses, accents alone.
_ANYWHERE = frozenset("–…•·´¨×®©«»¿¹\u00a0\u00ad")
# Those that a letter may not precede, or not precede if one follows as well.
_NOT_AFTER = frozenset("‚„‹¡¢£µ")
_NOT_BETWEEN = frozenset("“”‘›™€²³½¼¾")
_ORDINALS = frozenset("ªº°")
# Of `O’Brien`, `Sant’Ana`, `copo d’água`; no other consonant begins a part of a word.
_APOSTROPHE = re.compile("(?:^|[A-Za-z])[DLMNSTOdlo]’|[A-Za-z]’(?:[^a-z]|[aeiouhy]|[a-z]{1,2}$)")
_LETTER = re.compile(r"[^\W\d_ªºµƒ]")
# A plate with a wrong letter, as `ABÇ1D23`, says nothing.
_CODE = re.compile(r"[^\W\d_][0-9]")
_SEVERAL = re.compile(r"[^\W\d_\x00-\x7fªºµƒ]{3,}")


@lru_cache(4_096)
def reading(word: bytes, page: str) -> tuple[int, str]:
    """Return the weight of a word in a code page, and its text.

    A blank at the end of `word` says that another word follows.
    """
    text = from_ansi(word) if page == ANSI else word.decode(page, errors="replace")
    return _weight(text), text.rstrip(" ")


def _weight(text: str) -> int:
    word = text.rstrip(" ")
    if len(word) == 1:
        return _of_one_letter(text)
    if is_known(word.strip("“”‘’–…•®™")):
        return KNOWN
    if any(not _OURS.issuperset(run.lower()) for run in _SEVERAL.findall(word)):
        return BAD
    if _CODE.search(word) and all(char.isascii() or char.lower() in _OURS for char in word):
        return OPEN
    weights = [_of_sign(word, at) for at, char in enumerate(word) if not char.isascii()]
    has_few = sum(char.isascii() and char.isalpha() for char in word) < 2
    return min([*weights, OPEN if has_few and not word[0].isdigit() else GOOD])


def _of_one_letter(text: str) -> int:
    """The weight of a word of one letter: `à gasolina`, and `… gasolina` in another code page."""
    has_next = text.endswith(" ")
    if text.rstrip(" ").lower() in _ALONE:
        return GOOD if has_next else FAIR
    is_odd = text[0] in "…ˆ‡‘" or (text[0].isalpha() and text[0].lower() not in _OURS)
    return BAD if has_next and is_odd else OPEN


def _of_sign(word: str, at: int) -> int:
    char = word[at]
    before, after = word[:at], word[at + 1 :]
    if _LETTER.fullmatch(char):
        fits = _has_case(char, before, after)
        weight = _of_letter(char.lower(), before.lower(), after.lower())
        return weight if fits else min(weight, OPEN if char.lower() in _OURS else BAD)
    follows, precedes = _begins(before[::-1]), _begins(after)
    if char in _ORDINALS:
        return GOOD if not precedes and before[-1:].isdigit() else OPEN
    if char == "’":
        is_inside = follows and precedes
        return BAD if is_inside and not _APOSTROPHE.search(before + char + after) else OPEN
    if char == "×" and before[-1:].isdigit() and after[:1].isdigit():
        return GOOD
    if char == "»" and before[-1:].isdigit() and "«" not in before:
        return BAD
    if char in _ANYWHERE:
        return OPEN
    if char == "—":
        return BAD if follows and after[:1].islower() else OPEN
    if char in _NOT_BETWEEN:
        return BAD if (follows and precedes) or (char == "™" and after[:1].islower()) else OPEN
    if char in _NOT_AFTER:
        return BAD if follows or (char in "¢£µ" and precedes) else OPEN
    if char in "§¦":
        is_numbered = before[-1:].isdigit() and not after[:1].isdigit()
        return BAD if follows or is_numbered else OPEN
    return BAD if follows or precedes else OPEN


def _begins(text: str) -> bool:
    return bool(_LETTER.match(text))


def _has_case(char: str, before: str, after: str) -> bool:
    """Whether a letter is in small letters or capitals as those around it."""
    rest = [other for other in before + after if other.isalpha() and other.isascii()]
    if char.isupper():
        return not before[-1:].islower() and not (before[-1:].isupper() and after[:1].islower())
    return not rest or any(map(str.islower, rest))


def _of_letter(char: str, before: str, after: str) -> int:
    """The weight of a small letter among others."""
    left, right = before[-1:], after[:1]
    if char not in _OURS and (left.isdigit() or right.isdigit()):
        return BAD
    if char == "ç":
        known = _NASAL if left in _BEFORE_NASAL else _AFTER_CEDILLA
        if left not in _BEFORE_CEDILLA or (right.isalpha() and right not in known):
            return ODD
        return GOOD if right else OPEN
    if char == "à":
        return GOOD if _GRAVE.fullmatch(before + char + after) else ODD
    if char == "ü":
        return GOOD if left in {"g", "q"} and right in {"e", "i"} else FAIR
    if char in _OURS:
        is_likely = not right.isalpha() or right in _AFTER.get(char, {right})
        return GOOD if is_likely and not (char == "á" and left == "a") else OPEN
    if char in _FOREIGN:
        return FAIR if _is_foreign(char, left, after) else OPEN if char != "ä" else BAD
    return BAD


def _is_foreign(char: str, left: str, after: str) -> bool:
    if not (left + after[:1]).isascii():
        return False
    if char in "ëï":
        return bool(left) and left in "aeo"
    if char == "ä":
        return after != "es"
    return char != "ñ" or after[:1] in _VOWELS
