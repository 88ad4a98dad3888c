"""Numbers as people type them, made such as the API takes them."""

import re

from vehicle_pipeline.domain.messages import Language

# Thousands with points, as in Brazil, but no decimals: 45.000
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")


def amount(text: str, language: Language) -> str:
    """`R$ 45.000,00`, `45.000` and `45000,00` as `45000.00`; anything else stays as it is."""
    plain = "".join(text.upper().removeprefix("R$").split())
    if language == "en":
        return plain.replace(",", "")
    if "," in plain:
        return plain.replace(".", "").replace(",", ".")
    return plain.replace(".", "") if _THOUSANDS.fullmatch(plain) else plain
