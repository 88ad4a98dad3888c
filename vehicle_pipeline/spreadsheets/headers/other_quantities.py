"""Recognizes header texts that have the name of a field, and mean something else.

Such a column is neither chosen nor proposed: `% FIPE`, `Desconto FIPE`, `placa anterior`.
"""

import re
import unicodedata

# A currency beside a name is ignored: `Valor FIPE (R$)`, `em reais`.
CURRENCY = re.compile(r"(?:\bem\s+)?\br\$|\bem\s+reais\b|\(\s*reais\s*\)", re.IGNORECASE)
# Signs of shares, differences, comparisons and products, which folding would drop.
_OTHER_QUANTITY = frozenset("%‰‱+±=<>×÷Δ∆")
# Words of something else that has the name of a field beside it: `Desconto FIPE`, `R$ mil`,
# `placa anterior`, `código do modelo`.
_OTHER_WORDS = frozenset(
    {
        *("nao", "sem", "not", "u", "us", "usd", "eur", "euro", "euros", "dolar", "dolares", "k"),
        *("mil", "milhar", "milhares", "milhao", "milhoes", "thousand", "thousands"),
        *("cod", "code", "id", "mes", "data", "ref", "date", "month", "taxa", "ipva", "multa"),
        *("antiga", "antigo", "velha", "velho", "old", "previous", "venda", "compra", "custo"),
        *("entrada", "saldo", "parc", "perc", "pct", "dif", "carreta", "reboque", "lucro"),
    }
)
# Beginnings of longer ones, which are found inside other words as well: `valorparcela`.
_OTHER_STEMS = re.compile(
    "anterior|aquisic|codigo|comiss|deprecia|desagio|descont|diferenc|discount|financ|franquia"
    "|insurance|parcel|percent|prestac|purchase|rastread|referenc|segur(?:o|ad)|tracker|variac"
)
_WORDS = re.compile("[a-z0-9]+")
# Where a word begins inside of one: `valorParcela`.
_CAMEL = re.compile("(?<=[a-z])(?=[A-Z])")


def is_other_quantity(text: str) -> bool:
    """Whether a header text names no amount in reais, year or name: `% FIPE`, `FIPE (+/-)`."""
    rest = CURRENCY.sub(" ", text)
    is_foreign = any(unicodedata.category(sign) == "Sc" and sign != "$" for sign in rest)
    return is_foreign or "(-)" in rest or not _OTHER_QUANTITY.isdisjoint(rest) or _is_other(rest)


def _is_other(text: str) -> bool:
    plain = without_accents(_CAMEL.sub(" ", text))
    is_other = not _OTHER_WORDS.isdisjoint(_WORDS.findall(plain))
    return is_other or bool(_OTHER_STEMS.search(plain))


def without_accents(text: str) -> str:
    """Return a text in small letters without accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in letters if not unicodedata.combining(char))
