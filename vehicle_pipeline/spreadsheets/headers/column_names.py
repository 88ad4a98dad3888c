"""The header texts that name our fields.

They are compared exactly, after folding, and cells never name a column: one of prices may hold the
purchase price instead of the FIPE value. So no name of a purchase or a cost is here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from vehicle_pipeline.spreadsheets.headers.other_quantities import (
    CURRENCY,
    is_other_quantity,
    without_accents,
    without_required,
)


class NameGroup(NamedTuple):
    """Folded names of equal rank; `assumption`: code of the assumption made by using them."""

    names: frozenset[str]
    assumption: str | None = None


class Candidates(NamedTuple):
    """0-based positions of a field's candidate columns; code of the assumption in using one."""

    columns: list[int]
    assumption: str | None = None

    @property
    def is_one(self) -> bool:
        """Whether there is no choice to make."""
        return len(self.columns) == 1


MANUFACTURE_YEARS = frozenset(
    {
        *("anofabricacao", "anodefabricacao", "anodafabricacao", "anofab", "anofabr"),
        *("numanofabricacao", "manufactureyear", "yearofmanufacture"),
    }
)
# Names that do not say which year of a vehicle they mean.
ANY_YEARS = frozenset({"ano", "year", "anodoveiculo", "anoveiculo"})
# Names that do not say which price of a vehicle they mean.
ANY_PRICES = frozenset({"valor", "preco"})
# Names that mean a price only where the cells below have prices: it may be the table's month.
PRICE_TABLES = frozenset({"tabelafipe"})
# From the most to the least specific group. A name counts only if no column has a name of an
# earlier group; two columns with names of the same group are ambiguous.
NAMES: Mapping[str, tuple[NameGroup, ...]] = {
    "modelo": (
        NameGroup(frozenset({"modelo", "modelodoveiculo"})),
        NameGroup(frozenset({"veiculo", "descricao"})),
        NameGroup(
            frozenset(
                {
                    *("marcamodelo", "marcaemodelo", "marcamodeloversao", "modeloveiculo"),
                    *("modeloversao", "modeloeversao", "veiculomodelo", "modelofipe"),
                    *("nomedomodelo", "descricaodomodelo", "descricaodoveiculo"),
                    *("dscmodelo", "descmodelo", "nommodelo", "nomemodelo"),
                    *("nomeveiculo", "nomedoveiculo", "dscveiculo", "descveiculo", "model"),
                }
            )
        ),
    ),
    "placa": (
        NameGroup(frozenset({"placa", "placadoveiculo", "placamercosul", "placaatual"})),
        NameGroup(
            frozenset(
                {
                    *("placaveiculo", "plate", "licenseplate", "licenceplate", "placas"),
                    *("noplaca", "nodaplaca", "nplaca", "nrplaca", "nroplaca", "numplaca"),
                    *("numeroplaca", "numerodaplaca"),
                    # As `N° da placa` with the sign of degrees, which folding drops.
                    *("ndaplaca", "nrdaplaca", "nrodaplaca", "numdaplaca"),
                }
            )
        ),
    ),
    "ano": (
        # Model year, or both years in one cell with the model year as the second.
        NameGroup(
            frozenset(
                {
                    *("ano", "anomodelo", "anodomodelo", "anodemodelo", "anomod"),
                    *("anofabmod", "anofabmodelo", "anofabricacaomodelo", "anodefabricacaomodelo"),
                    *("anofabanomod", "anofabricacaoanomodelo"),
                    *("anomodelodoveiculo", "anomodeloveiculo", "numanomodelo"),
                    *("modelyear", "year"),
                }
            )
        ),
        NameGroup(frozenset({"anodoveiculo", "anoveiculo"})),
        NameGroup(MANUFACTURE_YEARS, "assumed_manufacture_year"),
    ),
    "valor_fipe": (
        NameGroup(frozenset({"valorfipe", "fipe", "precofipe", "valorfiper"})),
        NameGroup(
            frozenset(
                {
                    *("valordofipe", "precodofipe", "valorfipemedio", "valormediofipe"),
                    *("precofipemedio", "precomediofipe"),
                    *("valordafipe", "vlrfipe", "vlfipe", "precodafipe"),
                    *("valortabelafipe", "valordatabelafipe", "precotabelafipe"),
                    *("fipevalue", "fipeprice", "valorfipeatual", "fipeatual", "precofipeatual"),
                }
            )
        ),
        NameGroup(ANY_PRICES, "assumed_fipe_value"),
        NameGroup(PRICE_TABLES, "assumed_fipe_value"),
    ),
}
_PRICES = frozenset(name for group in NAMES["valor_fipe"] for name in group.names)
# As long as a header text in the field `mapping` can be, in characters. The rows that are searched
# for the header may have cells of 100,000, and folding those would take seconds.
_LONGEST_NAME = 4_000


def fold(text: str) -> str:
    """Return a header text without case, accents, spaces and punctuation; "" for a long text."""
    if len(text) > _LONGEST_NAME:
        return ""
    return re.sub(r"[^a-z0-9]", "", without_accents(text))


def folded_names(row: Sequence[str]) -> list[str]:
    """Return the texts of a header, folded and without currencies, for comparison with NAMES.

    One that is too long for a name, or names another quantity, is empty; so is a price that may be
    a share: `Valor/FIPE`.
    """
    return ["" if name in _PRICES and "/" in text else name for text, name in _names(row)]


def near_names(row: Sequence[str]) -> list[str]:
    """Return the same for proposals, which may be such a share."""
    return [name for _, name in _names(row)]


def _names(row: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((text, _name(text)) for text in row)


def _name(text: str) -> str:
    if len(text) > _LONGEST_NAME or is_other_quantity(text):
        return ""
    return fold(CURRENCY.sub(" ", without_required(text)))


def candidates(field: str, folded: Sequence[str]) -> Candidates:
    """Return the candidate columns for `field` in a header folded by `folded_names`."""
    for names, assumption in NAMES[field]:
        if found := [at for at, name in enumerate(folded) if name in names]:
            return Candidates(found, assumption)
    return Candidates([])
