"""PostgreSQL's rule for formulas is Python's, and blocks are whole."""

import csv
import io
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import example, given

from tests.spreadsheets.test_formulas import texts
from vehicle_pipeline.adapters import vehicle_exports
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.vehicle_exports import SCHEMA, VehicleExports
from vehicle_pipeline.adapters.vehicle_queries import VehicleFilter, VehicleSort
from vehicle_pipeline.contracts import CsvDialect
from vehicle_pipeline.spreadsheets.formulas import DANGEROUS_IN_SQL, neutralised

ALL, SORT = VehicleFilter(), VehicleSort.PLACA


@pytest.fixture(scope="module")
def connection(migrated_url: str) -> Iterator[psycopg.Connection[tuple[bool]]]:
    with psycopg.connect(migrated_url, autocommit=True) as connection:
        yield connection


@given(texts.map(lambda text: text.replace("\x00", "")))
@example("\x7f=1")
@example("\x20\x1f+")
def test_postgresql_finds_dangerous_what_python_does(
    connection: psycopg.Connection[tuple[bool]], text: str
) -> None:
    row = connection.execute("select %s::text ~ %s", [text, DANGEROUS_IN_SQL]).fetchone()
    assert row == (neutralised(text) != text,)


def add_vehicles(database: Database, *models: str) -> None:
    with database.transaction() as connection:
        for number, modelo in enumerate(models):
            connection.execute(
                "insert into vehicles values (%(plate)s, %(plate)s, %(modelo)s, 2020, 10.5,"
                " gen_random_uuid(), 2)",
                {"plate": f"ABC1D{number:02}", "modelo": modelo},
            )


def test_small_blocks_make_the_same_file(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_vehicles(database, *(f"Gol {number}" for number in range(50)))
    exports = VehicleExports(database)
    whole = b"".join(exports.csv(ALL, SORT, CsvDialect.PLAIN))
    monkeypatch.setattr(vehicle_exports, "_BLOCK", 10)
    monkeypatch.setattr(vehicle_exports, "_FRAME", 10)
    blocks = list(exports.csv(ALL, SORT, CsvDialect.PLAIN))
    assert len(blocks) > 50
    assert b"".join(blocks) == whole
    frames = list(exports.frames(ALL, SORT))
    assert len(frames) == 50
    assert all(frame.schema == SCHEMA for frame in frames)


@pytest.mark.parametrize("dialect", CsvDialect)
def test_models_of_every_kind_come_through(database: Database, dialect: CsvDialect) -> None:
    models = ["", " ", '"', '""', "a\r\nb", "\\.", "\\N", "null", "a;b,c\td|e", "'=1", "ção"]
    add_vehicles(database, *models)
    exports = VehicleExports(database)
    text = b"".join(exports.csv(ALL, SORT, dialect)).decode("utf-8-sig")
    delimiter = "," if dialect is CsvDialect.PLAIN else ";"
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[1:]
    assert [row[0][bool(row[4]) :] for row in rows] == models
    (frame,) = exports.frames(ALL, SORT)
    assert frame["modelo"].to_list() == models


def test_an_export_that_is_given_up_gives_its_connection_back(database: Database) -> None:
    add_vehicles(database, *(f"Gol {number}" for number in range(50)))
    for _ in range(30):
        blocks = VehicleExports(database).csv(ALL, SORT, CsvDialect.PLAIN)
        next(blocks)
        blocks.close()  # type: ignore[attr-defined]
    assert b"Gol 49" in b"".join(VehicleExports(database).csv(ALL, SORT, CsvDialect.PLAIN))
