"""A header is recognised by its names, however they are written."""

import pytest

from vehicle_pipeline.spreadsheets.headers.fingerprint import fingerprint

HEADER = ["Modelo", "Placa do veículo", "Ano", "Base"]


@pytest.mark.parametrize(
    "same",
    [
        ["MODELO", "placa do veiculo", "Ano ", "base"],
        ["Base", "Ano", "Placa do veículo", "Modelo"],
        ["Modelo", "", "Placa-do-veículo", "Ano", "Base", " "],
    ],
)
def test_the_same_names_are_the_same_header(same: list[str]) -> None:
    assert fingerprint(same) == fingerprint(HEADER)


@pytest.mark.parametrize(
    "other",
    [
        HEADER[:3],
        [*HEADER, "Base"],
        ["Modelo", "Placa", "Ano", "Base"],
        ["Modelo", "Placa do veículo", "Ano", "基准"],
        ["Modelo", "Placa do veículo", "Ano", "值"],
        [],
    ],
)
def test_other_names_are_another_header(other: list[str]) -> None:
    assert fingerprint(other) != fingerprint(HEADER)
    assert fingerprint(["基准"]) != fingerprint(["值"])
