"""Recognizes cells without a value: formula errors, and texts such as "no plate"."""

import polars as pl

from vehicle_pipeline.domain.shown_values import EMPTY_FORMULA, UNCALCULATED

# Errors of formulas in English and Portuguese, and the hashes of a column that was too narrow
# when the file was saved.
ERROR_CELL = (
    rf"(?i)^(?:{UNCALCULATED}|#FÓRMULA\?|#(?:REF!|DIV/0!|N/A|N/D|VALUE!|VALOR!|NAME\?|NOME\?|N[UÚ]M!|NULL!"
    r"|NULO!|SPILL!|DESPEJAR!|C[AÁ]LC!|GETTING_DATA|#{2,})|Err(?:o)?:[0-9]{3})$"
)
# Dashes, or X in every place.
_PLACEHOLDER = r"(?i)^[\s\-–—./_*]+$|^[X\s\-./_]+$"
# Texts that databases and people write into an empty cell, and any without a letter or digit.
_NOTHING = (
    r"(?i)^\(?(?:null|nulo|none|nil|nan|undefined|n[./]?[ad][./]?|vazi[oa]|(?:em )?branco"
    r"|blank|empty|sem (?:modelo|informa[cç][aã]o|descri[cç][aã]o)|a definir"
    r"|nenhuma?|desconhecid[oa]|n[aã]o (?:informad[oa]|identificad[oa]|consta|tem|possui|h[aá])"
    r"|(?:n[aã]o )?se aplica|x{3,8})\)?$|^[^\p{L}\p{N}]+$"
)
# Texts for a vehicle without a plate, reduced to capitals and digits without accents.
_NO_PLATE = (
    *("SPLACA", "SPLACAS", "SEMPLACA", "SEMPLACAS", "SP", "SEM", "SEMEMPLACAMENTO"),
    *("AEMPLACAR", "EMPLACAR", "NAOEMPLACADO", "NAOTEM", "NAOPOSSUI", "NAOINFORMADA"),
    *(
        "NAOINFORMADO",
        "NA",
        "ND",
        "NI",
        "NT",
        "ZEROKM",
        "0KM",
        "NOVO",
        "PENDENTE",
        "NULL",
        "NULO",
        "NONE",
        "NAN",
    ),
)


def is_uncalculated(text: pl.Expr) -> pl.Expr:
    """Whether a cell has a formula whose result was not saved, or may not have been."""
    return text.is_in([UNCALCULATED, EMPTY_FORMULA])


def says_nothing(text: pl.Expr) -> pl.Expr:
    """Whether a text in the model column stands for an empty cell."""
    return text.str.contains(_NOTHING)


def says_no_plate(text: pl.Expr) -> pl.Expr:
    """Whether a text in the plate column means that the vehicle has no plate."""
    letters = text.str.normalize("NFKD").str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    return text.str.contains(_PLACEHOLDER) | letters.is_in(_NO_PLATE)
