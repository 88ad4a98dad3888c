"""Searches of vehicles read no more than they must."""

from typing import Any

import psycopg

from vehicle_pipeline.adapters.postgres.database import Database, load_statements
from vehicle_pipeline.adapters.vehicle_queries import VehicleFilter, VehicleQueries, VehicleSort

STATEMENTS = load_statements("vehicle_queries")
_MODELS = """
insert into vehicles (plate, placa, modelo, ano, valor_fipe, import_id, source_row)
select 'ABC' || i / 100 % 10 || chr(65 + i / 1000) || lpad((i % 100)::text, 2, '0'), 'x',
       case when i = 7 then 'Citroën C3' when i = 8 then 'CITROEN C4' else 'Gol ' || i % 9 end,
       2020, 1, gen_random_uuid(), 2
from generate_series(0, 9999) i
"""


def test_accents_and_capitals_of_models_do_not_count(
    database: Database, tables: psycopg.Connection[Any]
) -> None:
    tables.execute(_MODELS)
    for text in ("citroen", "CITROËN", "Citroën c"):
        wanted = VehicleFilter(modelo=text)
        found = VehicleQueries(database).behind(wanted, VehicleSort.MODELO, after=None, limit=9)
        assert {each.modelo for each in found.items} == {"Citroën C3", "CITROEN C4"}


def test_the_planner_knows_how_rare_a_model_is(tables: psycopg.Connection[Any]) -> None:
    tables.execute(_MODELS)
    tables.execute("analyze vehicles")
    statement = f"explain (format json) select * from vehicles where {STATEMENTS.where_modelo}"
    row = tables.execute(statement, {"modelo": "%citroen%"}).fetchone()
    assert row is not None
    # Without statistics of the same expression it would suppose a fixed share of all.
    assert row[0][0]["Plan"]["Plan Rows"] <= 2


def test_few_vehicles_are_counted(database: Database, tables: psycopg.Connection[Any]) -> None:
    assert VehicleQueries(database).estimate() == 0
    tables.execute(_MODELS)
    assert VehicleQueries(database).estimate() == 10_000


def test_many_vehicles_are_estimated(database: Database, tables: psycopg.Connection[Any]) -> None:
    tables.execute(_MODELS)
    tables.execute("update pg_class set reltuples = 5e6 where relname = 'vehicles'")
    queries = VehicleQueries(database)
    assert queries.estimate() == 10_000
    tables.execute(
        "insert into vehicles select 'XYZ' || substr(plate, 4), placa, modelo, ano, valor_fipe,"
        " import_id, source_row from vehicles"
    )
    assert queries.estimate() == 5_000_000
