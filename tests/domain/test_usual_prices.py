from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from vehicle_pipeline.domain import numbers
from vehicle_pipeline.domain.usual_prices import UsualPrices

amounts = st.decimals("10000", "999999.99", places=2)


def plain(amount: Decimal) -> str:
    return str(amount)


def grouped(amount: Decimal) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


@given(
    st.lists(st.tuples(amounts, st.sampled_from([plain, grouped, lambda x: f"R$ {grouped(x)}"])))
)
def test_the_usual_writings_are_recognised_and_read(pairs: list) -> None:  # type: ignore[type-arg]
    texts = pl.Series([write(amount) for amount, write in pairs], dtype=pl.String)
    assert not UsualPrices.among(texts).others.any()
    read = numbers.prices_from_texts(texts).to_list()
    assert read == [amount for amount, _ in pairs]


def test_anything_that_another_rule_looks_at_is_not_usual() -> None:
    texts = pl.Series(
        [
            "2020",
            "999,99",
            "1.000",
            "45.000",
            "0053406",
            "005340-6",
            "45.0000",
            "45000.123",
            "",
            None,
            "45.000,5",
            "US$ 45.000,00",
            "1.000.000.000.000,00",
            "45.000,00 ",
            "=45000",
            "４５０００",
        ]
    )
    usual = UsualPrices.among(texts)
    assert usual.others.all()
    assert usual.number == 0
