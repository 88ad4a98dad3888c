"""The rules of modelo, placa and ano, one value at a time."""

import re

LETTER_OF_DIGIT = "ABCDEFGHIJ"
LONGEST_MODELO = 200
ERRORS = {"#REF!", "#N/A", "#VALOR!", "####"}


def modelo(text: str) -> str | None:
    """The name with its spaces tidied; None when it is too long, or an error of a spreadsheet."""
    tidy = " ".join(text.split())
    return tidy if len(tidy) <= LONGEST_MODELO and tidy not in ERRORS else None


def plate(text: str) -> str | None:
    """The canonical plate."""
    packed = "".join(char for char in text if not char.isspace() and char not in "-.")
    if not packed.isascii():
        return None
    packed = packed.upper()
    if re.fullmatch(r"[A-Z]{3}[0-9]{4}", packed):
        return packed[:4] + LETTER_OF_DIGIT[int(packed[4])] + packed[5:]
    return packed if re.fullmatch(r"[A-Z]{3}[0-9][A-Z][0-9]{2}", packed) else None


def year(text: str, this_year: int) -> int | None:
    """The model year."""
    found = re.fullmatch(r"(?:[0-9]{4}/)?([0-9]{4})|([0-9]{4})[.,]0+", text.strip())
    if found is None:
        return None
    value = int(found[1] or found[2])
    return value if 1900 <= value <= this_year + 1 else None
