import pytest

from vehicle_pipeline.spreadsheets.filename import safe_filename


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("frota.csv", "frota.csv"),
        ("/etc/../frota.csv", "frota.csv"),
        ("C:\\dir\\frota.csv", "frota.csv"),
        ("  frota.csv ", "frota.csv"),
        ("a\x00b\r\n\tc.csv", "abc.csv"),
        ("vei\u0301culos.csv", "veículos.csv"),
        ("汽车 🚗.xlsx", "汽车 🚗.xlsx"),
        ("", "sem-nome"),
        ("\x00", "sem-nome"),
        ("x" * 300 + ".csv", "x" * 251 + ".csv"),
        ("x" * 10 + "." + "y" * 300, "x" * 10 + "." + "y" * 244),
    ],
)
def test_a_file_name_is_made_safe(raw: str, expected: str) -> None:
    name = safe_filename(raw)
    assert name[:11] == expected[:11]
    assert len(name) == len(expected)
    assert name.endswith(expected[-4:])
