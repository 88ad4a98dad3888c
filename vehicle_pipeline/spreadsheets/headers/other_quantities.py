"""Recognizes header texts that have the name of a field, and mean something else.

Such a column is neither chosen nor proposed: `% FIPE`, `Desconto FIPE`, `placa anterior`.
"""

import re
import unicodedata

from vehicle_pipeline.domain.shown_values import FOREIGN_CODES

# A currency beside a name is ignored: `Valor FIPE (R$)`, `em reais`.
CURRENCY = re.compile(r"(?:\bem\s+)?\b(?:r\$|brl\b)|\bem\s+reais\b|\(\s*reais\s*\)", re.IGNORECASE)
# Signs of shares, differences, comparisons and products, which folding would drop. It drops
# letters of other alphabets, too.
_OTHER_QUANTITY = frozenset("%‰‱*+=<>~")
# A sign before a name (`- Placa` is one of a list), and a number that an amount is divided or
# multiplied by.
_CALCULATED = re.compile(
    r"^\s*[-–−/\\](?=\S)|(?<![0-9])/ ?(?:[2-9]|10{1,6})(?![0-9])|(?<![0-9a-z])x ?1[.,]?0|\bs/",
    re.IGNORECASE,
)
# What marks a field that must be filled in, or says with how many digits.
_REQUIRED = re.compile(
    r"[(\[] ?(?:obrigat[oó]ri[oa]|required|aaaa(?:/aaaa)?|yyyy|(?:4|quatro) d[ií]gitos|4 digits)"
    r" ?[)\]]|\*$|^\*",
    re.IGNORECASE,
)
# Words of something else that has the name of a field beside it: `Desconto FIPE`, `R$ mil`,
# `placa anterior`, `código do modelo`.
_OTHER_WORDS = frozenset(
    {
        *("nao", "sem", "not", "ex", "u", "us", "k", "centavo", "centavos", "mae", "uf", "estado"),
        *("euro", "euros", "dolar", "dolares", "peso", "pesos", "libra", "libras", "guaranis"),
        *FOREIGN_CODES.casefold().split("|"),
        *("cidade", "municipio", "pais"),
        *("pneu", "pneus", "celular", "motor", "bateria", "radio", "contrato", "nota"),
        *("mil", "milhar", "milhares", "milhao", "milhoes", "thousand", "thousands"),
        *("cod", "code", "id", "mes", "data", "ref", "date", "month", "taxa", "ipva", "multa"),
        *("antiga", "antigo", "velha", "velho", "old", "previous", "venda", "compra", "custo"),
        *("total", "soma", "diario", "diaria", "semanal", "mensal", "anual", "bronze", "reserva"),
        *("entrada", "saldo", "parc", "perc", "pct", "dif", "carreta", "reboque", "lucro"),
    }
)
# Beginnings of longer ones, which are found inside other words as well: `valorparcela`.
_OTHER_STEMS = re.compile(
    "anterior|aquisic|codigo|comiss|deprecia|desagio|descont|devolvid|diferenc|discount|financ"
    "|franquia|insurance|parcel|percent|prestac|purchase|rastread|referenc|segur(?:o|ad)|tracker"
    r"|variac|vendid|patrimoni|substitut|modelo\W+(?:d[ao]\W+)?(?:chassi|carroc)"
    r"|^\W*(?:n|nr|nro|no|num|numero)\W*(?:d[ao]\W+)?fipe"
)
_WORDS = re.compile("[a-z0-9]+")
# The state beside a plate in one cell is no other plate: `Placa/UF`.
_WITH_STATE = re.compile(r"\bplaca ?[/(\-] ?uf\b")
# Where a word begins inside of one: `valorParcela`.
_CAMEL = re.compile("(?<=[a-z])(?=[A-Z])")


def is_other_quantity(text: str) -> bool:
    """Whether a header text names no amount in reais, year or name: `% FIPE`, `FIPE (+/-)`."""
    rest = CURRENCY.sub(" ", without_required(text))
    is_calculated = "(-)" in rest or _CALCULATED.search(rest) or any(map(_is_other_sign, rest))
    return bool(is_calculated) or _is_other(rest)


def has_dollar(text: str) -> bool:
    """Whether a header text has a `$` that is not of `R$`."""
    return "$" in CURRENCY.sub(" ", text)


def without_required(text: str) -> str:
    """Return a header text without the mark of a field to be filled in, or of its digits."""
    return _REQUIRED.sub(" ", text.strip())


def _is_other_sign(sign: str) -> bool:
    if sign.isascii():
        return sign in _OTHER_QUANTITY
    kind = unicodedata.category(sign)
    is_dropped = kind.startswith("L") and not _WORDS.search(without_accents(sign))
    return is_dropped or kind in {"Sc", "Sm"} or sign in _OTHER_QUANTITY


def _is_other(text: str) -> bool:
    plain = _WITH_STATE.sub("placa", without_accents(_CAMEL.sub(" ", text)))
    is_other = not _OTHER_WORDS.isdisjoint(_WORDS.findall(plain))
    return is_other or bool(_OTHER_STEMS.search(plain))


def without_accents(text: str) -> str:
    """Return a text in small letters without accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in letters if not unicodedata.combining(char))
