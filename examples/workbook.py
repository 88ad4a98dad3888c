"""The small example workbook: typed cells, as Excel users leave them."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook

HEADER = ("Modelo", "Placa", "Ano", "Valor FIPE")
# Written into the file's properties instead of the time of the day it was made.
CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - openpyxl takes naive times

Cell = str | int | float | date | None
BAD_OR_ODD: list[tuple[Cell, ...]] = [
    (None, "ZJA1A01", 2015, 38_900.0),
    ("Fiat Mobi Like 1.0 Fire Flex 5p", None, 2019, 46_870.0),
    ("Honda CG 160 Start", "ZJA1A02", None, 12_480.0),
    ("Hyundai HR 2.5 TCI Diesel (RS/RD)", "ZJA1A03", 2018, None),
    ("Honda Biz 125 EX Flex", "S/PLACA", 2021, 12_890.0),
    ("Ford F-4000 Turbo 2p (diesel)", "ZJA1A04", 1899, 54_000.0),
    ("BYD Dolphin Mini (Elétrico)", "ZJA1A05", 32_000, 118_900.0),
    ("Fiat Siena EL 1.0 mpi Fire Flex 8V 4p", "ZJA1A06", "n/d", 24_700.0),
    ("VW Kombi Furgão 1.4 Mi Total Flex 8V", "ZJA1A07", 2012, 0),
    ("Ford Ka 1.0 SE/SE Plus TiVCT Flex 5p", "ZJA1A08", 2017, -38_500.0),
    ("Honda CG 150 Fan ESDi/150 Fan ESDi Flex", "ZJA1A09", 2014, "a consultar"),
    (None, None, None, None),
    ("VW Amarok Highline CD 3.0 4x4 TB Dies. Aut.", "zja-1a10", 2021, "R$ 198.700,00"),
    ("Fiat Cronos Precision 1.3 16V Flex Aut.", "ZJA1A11", "2020/2021", 76_300.5),
    ("Ford EcoSport FreeStyle 1.5 12V Flex 5p Aut.", "ZJA1312", "2018", "68900"),
    ("Toyota Corolla XEi 2.0 Flex 16V Aut.", "ZJA1A13", date(2020, 1, 1), 121_300.0),
    ("Fiat Toro Freedom 1.8 16V Flex Aut.", "ABC1234", 2018, 84_700.0),
    ("Fiat Toro Freedom 1.8 16V Flex Aut.", "ABC1C34", 2018, 84_700.0),
]


def write_workbook(path: Path, fleet: Sequence[tuple[str, str, int, str]]) -> None:
    """Write `fleet` with the odd rows spread evenly among it."""
    workbook = Workbook()
    workbook.properties.creator = "examples/workbook.py"
    workbook.properties.created = CREATED
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Frota"
    for row in (HEADER, *spread(fleet)):
        sheet.append(row)
    sheet.column_dimensions["A"].width = 52
    for row in sheet.iter_rows(min_row=2, min_col=4, max_col=4):
        row[0].number_format = "#,##0.00"
    workbook.save(path)


def spread(fleet: Sequence[tuple[str, str, int, str]]) -> list[tuple[Cell, ...]]:
    """The rows of the sheet: years and prices as numbers."""
    rows: list[tuple[Cell, ...]] = [
        (name, plate, year, float(value)) for name, plate, year, value in fleet
    ]
    step = len(rows) // len(BAD_OR_ODD)
    for index, odd in enumerate(BAD_OR_ODD):
        rows.insert((step + 1) * (index + 1) - 1, odd)
    return rows
