"""What a preview says of the fleet is what an import then finds."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import polars as pl
import psycopg
import pytest

from vehicle_pipeline.adapters.imports import comparing, merging
from vehicle_pipeline.adapters.imports.comparing import Fleet
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.errors import DatabaseStatementTimeoutError

Tables = psycopg.Connection[tuple[Any, ...]]


def rows(*vehicles: tuple[str, str, int, str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "row_number": range(2, len(vehicles) + 2),
            "plate": [plate for plate, *_ in vehicles],
            "placa": [plate for plate, *_ in vehicles],
            "modelo": [modelo for _, modelo, *_ in vehicles],
            "ano": [ano for _, _, ano, _ in vehicles],
            "valor_fipe": [Decimal(price) for *_, price in vehicles],
        }
    )


@pytest.mark.parametrize("at_once", [1, 3, 100_000])
def test_known_and_changed_vehicles_are_counted(
    database: Database, tables: Tables, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(comparing, "_SLICE", at_once)
    for plate in ("ABC1C34", "DEF1C34", "GHI1C34"):
        tables.execute(
            "insert into vehicles (plate, placa, modelo, ano, valor_fipe, import_id, source_row)"
            " values (%s, %s, 'Gol', 2020, 45000, %s, 2)",
            [plate, plate, uuid4()],
        )
    found = Fleet(database).compare(
        rows(
            ("ABC1C34", "Gol", 2020, "45000.00"),
            ("DEF1C34", "Gol", 2020, "45000.01"),
            ("GHI1C34", "Uno", 2020, "45000.00"),
            ("JKL1C34", "Gol", 2020, "45000.00"),
        )
    )
    assert found == (3, 2)
    assert Fleet(database).compare(rows().cast({"plate": pl.String})) == (0, 0)
    assert tables.execute("select count(*) from vehicles").fetchone() == (3,)


def test_no_plate_stands_in_a_statement(database: Database, tables: Tables) -> None:
    """A server writes statements into its log when they fail or are cancelled."""
    wanted = rows(("ABC1C34", "Gol", 2020, "45000.00"))
    with database.transaction() as connection:
        merging.registered(connection, wanted)
        values = [connection.info.backend_pid]
        seen = tables.execute("select query from pg_stat_activity where pid = %s", values)
        ((statement,),) = seen.fetchall()
    assert "unnest" in statement
    assert "ABC1C34" not in statement


def test_what_takes_too_long_is_left_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object) -> None:
        raise DatabaseStatementTimeoutError

    monkeypatch.setattr(comparing, "registered", slow)
    assert Fleet(database).compare(rows(("ABC1C34", "Gol", 2020, "45000.00"))) is None
