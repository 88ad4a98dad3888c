"""What was exported is imported again by the real job, and changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.exports.test_exports import HOSTILE
from tests.defs.pipeline import Outcome, Pipeline
from tests.oracle.reference import Accepted
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.vehicle_exports import VehicleExports
from vehicle_pipeline.adapters.vehicle_queries import VehicleFilter, VehicleSort
from vehicle_pipeline.contracts import ConflictPolicy, CsvDialect
from vehicle_pipeline.spreadsheets.exported import workbook

ALL, SORT = VehicleFilter(), VehicleSort.PLACA
PRICES = ("45000.00", "1234.50", "999.99", "1234567.89", "12000.10")
MODELS = [
    *HOSTILE,
    *(
        f"{first}{rest}"
        for first in ("+", "-", "@", "＋", "\u00a0+", "")
        for rest in ("Gol", "1 x")
    ),
    "Sedã, 4p; 1.0",
    "Citroën C3 'X'",
    'Fiat "Uno"',
]


@pytest.fixture
def exports(pipeline: Pipeline) -> Iterator[VehicleExports]:
    database = Database(pipeline.settings.database_url)
    yield VehicleExports(database)
    database.close()


@pytest.fixture
def fleet(pipeline: Pipeline) -> list[Accepted]:
    """Those vehicles with strange models that the importer takes."""
    lines = ["modelo,placa,ano,valor_fipe"]
    for number, modelo in enumerate(MODELS):
        quoted = modelo.replace('"', '""')
        placa = f"ABC{number // 1000}{number // 100 % 10}{number % 100:02}"
        lines.append(f'"{quoted}",{placa},{2000 + number % 20},{PRICES[number % len(PRICES)]}')
    pipeline.import_("\n".join(lines))
    vehicles = pipeline.vehicles()
    assert len(vehicles) > len(MODELS) / 2
    assert any(vehicle.modelo.startswith("+") for vehicle in vehicles)
    return vehicles


def exported(exports: VehicleExports, kind: str, folder: Path) -> bytes:
    if kind == "xlsx":
        workbook.write(folder / "veiculos.xlsx", exports.frames(ALL, SORT))
        return (folder / "veiculos.xlsx").read_bytes()
    return b"".join(exports.csv(ALL, SORT, CsvDialect(kind)))


def imported(pipeline: Pipeline, content: bytes, kind: str, policy: ConflictPolicy) -> Outcome:
    filename = "veiculos.xlsx" if kind == "xlsx" else "veiculos.csv"
    return pipeline.import_(content, filename, policy=policy)


@pytest.mark.parametrize("kind", ["plain", "pt-br", "xlsx"])
def test_an_export_imported_again_changes_nothing(
    pipeline: Pipeline,
    exports: VehicleExports,
    fleet: list[Accepted],
    tmp_path: Path,
    kind: str,
) -> None:
    content = exported(exports, kind, tmp_path)
    updated = imported(pipeline, content, kind, ConflictPolicy.UPDATE).import_
    assert pipeline.vehicles() == fleet
    assert (updated.counts.unchanged, updated.counts.total) == (len(fleet), len(fleet))
    skipped = imported(pipeline, content, kind, ConflictPolicy.SKIP).import_
    assert (skipped.counts.duplicate, skipped.counts.total) == (len(fleet), len(fleet))
    assert pipeline.vehicles() == fleet
    assert updated.dialect is not None
    assert (updated.dialect.ignored, updated.dialect.assumptions) == ([], [])


def test_only_the_apostrophe_of_an_export_is_taken_off(pipeline: Pipeline) -> None:
    pipeline.import_(
        "modelo;placa;ano;valor_fipe;protegido\n"
        "'+1 x;ABC1D23;2020;1,00;apóstrofo\n"
        "+2 x;ABC1D24;2020;1,00;apóstrofo\n"
        "'+3 x;ABC1D25;2020;1,00;\n"
    )
    assert [vehicle.modelo for vehicle in pipeline.vehicles()] == ["+1 x", "+2 x"]
    assert [(each.row_number, each.field) for each in pipeline.rejected()] == [(4, "modelo")]
