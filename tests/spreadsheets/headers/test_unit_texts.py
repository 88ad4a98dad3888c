"""Texts that say of prices around them that they are not in reais, or not whole."""

import polars as pl
import pytest

from vehicle_pipeline.spreadsheets.headers.unit_texts import is_unit, says_unit


def says(text: str) -> bool:
    return bool(pl.select(says_unit(pl.lit(text))).item())


def is_one(text: str) -> bool:
    return bool(pl.select(is_unit(pl.lit(text))).item())


@pytest.mark.parametrize(
    "text",
    [
        *("Valores em US$", "em milhares de reais", "Moeda: USD", "(R$ mil)", "R$ mil", "US$"),
        *("(US$)", "Valores em R$ mil", "Em R$ milhões", "valores em milhares", "em milhares"),
        *("Valores expressos em milhares de reais, exceto quando indicado", "(em milhares)"),
        *("Frota 2024 - valores em dólares americanos", "Preços em euros", "Moeda USD", "€"),
        *("Valores (US$)", "Valor FIPE em centavos", "Valores em centavos", "Unidade: mil reais"),
        *("Em R$ 1.000", "Valores x 1.000", "R$ x 1000", "(x 1.000)", "mil reais", "Moeda: Dólar"),
        *("Currency: ARS", "Prices in US$", "in thousands", "Obs.: valores em US$.", "Moeda; USD"),
        *("Escala: mil", "*Valores em milhões de reais", "R$'000", "Moeda dos valores: PYG"),
        *("Frota (valores em guaranis)", "Valores em R$ 1.000,00", "(em R$ 1.000,00)"),
    ],
)
def test_a_text_that_names_a_unit(text: str) -> None:
    assert says(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Frota de 3 mil veículos", "Mil Reboques Ltda", "Valores em reais", "Valores em R$", ""),
        *("Mil Milhas Transportes", "Total: R$ 3 milhões", "avaliada em 45 mil reais", "Em reais"),
        *("Valores em R$, sem centavos", "Dólar: 5,20", "Cotação do dólar (US$): 5,20", "R$"),
        *("Presente em milhares de cidades", "Caminhões Euro 5", "Motores em Euro 6", "Moeda: R$"),
        *("Valores convertidos de US$ para R$", "Unidade: Milão", "Valor total R$ 1.000.000,00"),
        *("Frota em Mil Folhas", "Avenida Dólar, 1000", "Gerado em 01/02/2024", "Moeda: Real"),
        *("Valor total em R$ 1.000,00", "Preços de 2024", "Setor BOB", "COP 30", "Milho & Cia"),
        *("Tabela FIPE de março de 2024", "Frota Milton Ltda", "Kombi", "Mi Casa Transportes"),
        *("TOTAL 190.800,00", "em 1.000 veículos", "Valores até R$ 1.000 mensais", "mil"),
    ],
)
def test_other_texts_name_none(text: str) -> None:
    assert not says(text)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "US$",
            "(US$)",
            "usd",
            "R$ mil",
            "(R$ mil)",
            "mil",
            "em milhares",
            "x 1000",
            "R$ x 1.000",
        ),
        *("K", "milhões", "€", "dólares americanos", "[EUR]", "centavos", "em R$ 1.000", "em US$"),
    ],
)
def test_a_cell_that_is_a_unit(cell: str) -> None:
    assert is_one(cell)


@pytest.mark.parametrize(
    "cell", ["R$", "(R$)", "reais", "BRL", "", "R$ 1.000", "1000", "45 mil", "US$ 45", "un", "km"]
)
def test_a_cell_that_is_none(cell: str) -> None:
    assert not is_one(cell)
