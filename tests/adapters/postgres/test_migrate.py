from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from vehicle_pipeline.adapters.postgres.migrate import _config, migrate
from vehicle_pipeline.errors import DatabaseUnavailableError

OBJECTS = """
select c.relkind::text, c.relname::text from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relname <> 'vehicle_pipeline_version_pkc'
order by 1, 2
"""


def objects(url: str) -> list[tuple[str, str]]:
    with psycopg.connect(url) as connection:
        return connection.execute(OBJECTS).fetchall()  # type: ignore[return-value]


def downgrade(url: str) -> None:
    address = make_url(url).set(drivername="postgresql+psycopg")
    with create_engine(address, poolclass=NullPool).begin() as connection:
        command.downgrade(_config(connection), "base")


def test_the_tables_can_be_made_dropped_and_made_again(empty_url: str) -> None:
    migrate(empty_url)
    made = objects(empty_url)
    assert {("r", "vehicles"), ("r", "outbox"), ("m", "import_quality")} < set(made)
    downgrade(empty_url)
    assert objects(empty_url) == [("r", "vehicle_pipeline_version")]
    migrate(empty_url)
    assert objects(empty_url) == made


def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    migrate(empty_url)
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute(
            "insert into vehicles values ('ABC1C34', 'ABC1234', 'Gol', 2020, 1, %s, 2)", [uuid4()]
        )
        migrate(empty_url)
        assert connection.execute("select count(*) from vehicles").fetchone() == (1,)


def test_processes_that_migrate_at_once_wait_for_each_other(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [empty_url] * 4))
    assert ("r", "vehicles") in objects(empty_url)


def test_dagster_gets_a_schema_of_its_own(empty_url: str) -> None:
    migrate(empty_url)
    with psycopg.connect(empty_url) as connection:
        wanted = "select count(*) from pg_namespace where nspname = 'dagster'"
        assert connection.execute(wanted).fetchone() == (1,)


def test_another_applications_alembic_version_is_left_alone(empty_url: str) -> None:
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute("create table alembic_version as select '42' as version_num")
        migrate(empty_url)
        assert connection.execute("select * from alembic_version").fetchall() == [("42",)]


def test_a_database_that_is_away_says_so() -> None:
    with pytest.raises(DatabaseUnavailableError):
        migrate("postgresql://nobody@127.0.0.1:9/nothing")


def test_a_database_with_imports_gets_the_indexes_and_keeps_its_rows(empty_url: str) -> None:
    address = make_url(empty_url).set(drivername="postgresql+psycopg")
    with create_engine(address, poolclass=NullPool).begin() as connection:
        command.upgrade(_config(connection), "0003")
    with psycopg.connect(empty_url, autocommit=True) as tables:
        job_id = uuid4()
        tables.execute(
            "insert into import_jobs (id, filename, object_key, file_size, file_sha256,"
            " dagster_run_id) values (%s, 'f.csv', 'k', 1, '', 'run')",
            [job_id],
        )
        tables.execute("insert into alerts (job_id, code) values (%s, 'x'), (null, 'y')", [job_id])
        tables.execute("insert into outbox (job_id) values (%s)", [job_id])
        migrate(empty_url)
        counts = "select (select count(*) from alerts), (select count(*) from outbox)"
        assert tables.execute(counts).fetchone() == (2, 1)
    made = {("i", name) for name in ("import_jobs_of_run", "outbox_of_import", "alerts_of_import")}
    assert made < set(objects(empty_url))
