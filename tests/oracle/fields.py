"""The rules of modelo, placa and ano, one value at a time, and how any cell is seen."""

import re

LETTER_OF_DIGIT = "ABCDEFGHIJ"
LONGEST_MODELO = 200
ERRORS = {"#REF!", "#N/A", "#VALOR!", "####"}
# Some of the characters that nobody sees: those that the strategies use.
INVISIBLE = "\u200b\u200d\u2060\ufeff\u00ad"
SAYS_NOTHING = {"null", "none", "nan", "n/a", "n/d"}
FUELS = {"gasolina", "álcool", "diesel", "flex"}


def shown(text: str) -> str:
    """The cell as Excel shows it: `="x"` is x; nothing unseen at the ends."""
    bare = trimmed(text)
    if len(bare) > 2 and bare.startswith('="') and bare.endswith('"'):
        inner = bare[2:-1].replace('""', "\0")
        if '"' not in inner:
            return trimmed(inner.replace("\0", '"'))
    return bare


def trimmed(text: str) -> str:
    while text and (text[0].isspace() or text[0] in INVISIBLE):
        text = text[1:]
    while text and (text[-1].isspace() or text[-1] in INVISIBLE):
        text = text[:-1]
    return text


def visible(text: str) -> str:
    """A cell without what nobody sees."""
    return "".join(char for char in text if char not in INVISIBLE)


def modelo(text: str) -> str | None:
    """The name with its spaces tidied; None when it is too long, an error, or says nothing."""
    tidy = " ".join(text.split())
    says_nothing = tidy.casefold() in SAYS_NOTHING or not any(map(str.isalnum, tidy))
    is_odd = tidy in ERRORS or tidy.startswith("=") or lost_a_letter(tidy)
    return None if len(tidy) > LONGEST_MODELO or is_odd or says_nothing else tidy


def lost_a_letter(text: str) -> bool:
    """Whether a question mark stands in, before or behind a word, where an encoding lacks one."""
    padded = f" {text} "
    for at, mark in enumerate(padded):
        before, after = padded[at - 1], padded[at:].lstrip("?")[:1]
        is_before_word = after.isalpha() and before in " (/-"
        is_in_word = before.isalpha() and (after.isalpha() or after in " )/.,;-")
        if mark == "?" and (is_before_word or is_in_word):
            return True
    return False


def plate(text: str) -> str | None:
    """The canonical plate."""
    packed = "".join(char for char in text if not char.isspace() and char not in "-.–—−")
    if not packed.isascii():
        return None
    packed = packed.upper()
    if re.fullmatch(r"[A-Z]{3}[0-9]{4}", packed):
        return packed[:4] + LETTER_OF_DIGIT[int(packed[4])] + packed[5:]
    return packed if re.fullmatch(r"[A-Z]{3}[0-9][A-Z][0-9]{2}", packed) else None


def year(text: str, this_year: int) -> int | None:
    """The model year; of a pair the second, which is the first or the next."""
    head, _, fuel = text.strip().partition(" ")
    written = head if fuel.casefold() in FUELS else text.strip()
    made, slash, model = written.partition("/")
    if not slash:
        found = re.fullmatch(r"([0-9]{4})(?:[.,]0+)?", written)
        value = int(found[1]) if found else 0
    elif re.fullmatch(r"[0-9]{4}/[0-9]{4}", written) and int(model) - int(made) in (0, 1):
        value = int(model)
    else:
        return None
    return value if 1900 <= value <= this_year + 1 else None
