"""Which header texts name which of our fields.

Exact after folding, and never from the cells: a column that looks like prices may hold what the
vehicle cost, which is no FIPE value. For the same reason no name of a purchase or a cost is here.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class NameGroup(NamedTuple):
    """Names, folded, that tell equally well; `assumption`: what one is told who relies on them."""

    names: frozenset[str]
    assumption: str | None = None


class Candidates(NamedTuple):
    """0-based positions of the columns that may be a field, and what taking one would assume."""

    columns: list[int]
    assumption: str | None = None


# From the most to the least telling. A name of a later group counts only where no column has one
# of an earlier group; where two columns have names of one group, nobody can know which is meant.
NAMES: Mapping[str, tuple[NameGroup, ...]] = {
    "modelo": (
        NameGroup(frozenset({"modelo", "modelodoveiculo"})),
        NameGroup(frozenset({"veiculo", "descricao"})),
        NameGroup(
            frozenset(
                {
                    *("marcamodelo", "marcaemodelo", "marcamodeloversao", "modeloveiculo"),
                    *("nomedomodelo", "descricaodomodelo", "descricaodoveiculo"),
                }
            )
        ),
    ),
    "placa": (
        NameGroup(frozenset({"placa", "placadoveiculo", "placamercosul", "placaatual"})),
        NameGroup(frozenset({"placaveiculo"})),
    ),
    "ano": (
        # Model year, or both years in one cell with the model year as the second.
        NameGroup(
            frozenset(
                {
                    *("ano", "anomodelo", "anodomodelo", "anodemodelo", "anomod"),
                    *("anofabmod", "anofabmodelo", "anofabricacaomodelo", "anodefabricacaomodelo"),
                    *("anofabanomod", "anofabricacaoanomodelo"),
                }
            )
        ),
        NameGroup(
            frozenset({"anofabricacao", "anodefabricacao", "anodafabricacao", "anofab", "anofabr"}),
            "assumed_manufacture_year",
        ),
    ),
    "valor_fipe": (
        NameGroup(frozenset({"valorfipe", "fipe", "precofipe", "valorfiper"})),
        NameGroup(
            frozenset(
                {
                    *("valordafipe", "vlrfipe", "vlfipe", "precodafipe"),
                    *("valortabelafipe", "valordatabelafipe", "precotabelafipe"),
                }
            )
        ),
        NameGroup(frozenset({"valor", "preco"}), "assumed_fipe_value"),
    ),
}
# A currency beside a name says nothing about which value it is: `Valor FIPE (R$)`, `em reais`.
_CURRENCY = re.compile(r"(?:\bem\s+)?\br\$|\bem\s+reais\b|\(\s*reais\s*\)", re.IGNORECASE)


def fold(text: str) -> str:
    """Return a header text without case, accents, spaces and punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]", "", decomposed)


def folded_names(row: Sequence[str]) -> list[str]:
    """Return the texts of a header folded for comparison with NAMES: without a currency, too."""
    return [fold(_CURRENCY.sub(" ", text)) for text in row]


def candidates(field: str, folded: Sequence[str]) -> Candidates:
    """Return which columns of a header, folded by `folded_names`, may be `field`."""
    for names, assumption in NAMES[field]:
        if found := [at for at, name in enumerate(folded) if name in names]:
            return Candidates(found, assumption)
    return Candidates([])
