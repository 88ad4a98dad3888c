"""Every sentence people read, by code, in pt-BR and in English. The only home of wording.

Templates are `str.format` patterns over the parameters stored with the code, so that a rejected
row, a log line or a failed import can be told in the reader's language at any time.
"""

from collections.abc import Mapping
from typing import Any, Literal

Language = Literal["pt", "en"]

# code -> (pt-BR, English)
_SENTENCES: dict[str, tuple[str, str]] = {
    # Faults of a row (data-rules.md); the seed's texts are kept.
    "required": ("Campo '{field}' é obrigatório", "Field '{field}' is required"),
    "too_long": (
        "Campo '{field}' tem {length} caracteres; o máximo é {limit}",
        "Field '{field}' has {length} characters; the limit is {limit}",
    ),
    "invalid_plate": ("Placa '{value}' inválida", "Plate '{value}' is invalid"),
    "invalid_year": ("Ano '{value}' inválido", "Year '{value}' is invalid"),
    "zero_km_year": (
        "Ano '{value}' inválido: 32000 é o código da FIPE para \"zero km\"; "
        "informe o ano do modelo",
        "Year '{value}' is invalid: 32000 is FIPE's code for \"zero km\"; give the model year",
    ),
    "invalid_price": ("Valor FIPE '{value}' inválido", "FIPE value '{value}' is invalid"),
    "malformed_row": (
        "A linha tem {found} campos; o cabeçalho tem {expected}",
        "The row has {found} fields; the header has {expected}",
    ),
    "duplicate_in_file": (
        "Placa '{value}' duplicada: já está na linha {first_row_number}",
        "Plate '{value}' is a duplicate: it is already in row {first_row_number}",
    ),
    "duplicate_in_database": (
        "Placa '{value}' duplicada: o veículo já está cadastrado",
        "Plate '{value}' is a duplicate: the vehicle is already registered",
    ),
}


def sentence(code: str, params: Mapping[str, Any], language: Language = "pt") -> str:
    """Return the sentence for `code`, filled in with `params`.

    Raises KeyError for an unknown code: codes are ours, so that is a bug, not bad input.
    """
    pt, en = _SENTENCES[code]
    return (pt if language == "pt" else en).format(**params)
