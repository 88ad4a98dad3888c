from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from vehicle_pipeline.adapters.imports.audit import _SQL as AUDIT
from vehicle_pipeline.adapters.imports.job_rows import _SQL as JOBS

Tables = psycopg.Connection[tuple[Any, ...]]

UNINDEXED = """
select conrelid::regclass::text, conname::text
from pg_constraint
join pg_attribute on attrelid = conrelid and attnum = conkey[1]
where contype = 'f' and connamespace = 'public'::regnamespace
    and not exists (
        select from pg_index
        where indrelid = conrelid and indkey[0] = conkey[1]
    )
"""


@pytest.fixture
def filled(tables: Tables) -> Iterator[Tables]:
    """Many imports of runs, each with an alert and a message to be sent."""
    tables.execute(
        "insert into import_jobs (id, filename, object_key, file_size, file_sha256,"
        " dagster_run_id, status)"
        " select gen_random_uuid(), '', gen_random_uuid(), 1, '', gen_random_uuid(), 'processing'"
        " from generate_series(1, 5000)"
    )
    tables.execute("insert into outbox (job_id) select id from import_jobs")
    tables.execute("insert into alerts (job_id, code) select id, 'x' from import_jobs")
    for table in ("import_jobs", "outbox", "alerts"):
        tables.execute(f"analyze {table}")
    yield tables
    tables.execute("delete from import_jobs")


def plan(tables: Tables, statement: str, values: Any) -> str:
    return str(tables.execute(f"explain {statement}", values).fetchall())


@pytest.mark.parametrize("statement", [AUDIT.audit, JOBS.fence], ids=["audit", "fence"])
def test_the_import_of_a_run_is_found_by_an_index(filled: Tables, statement: str) -> None:
    assert "import_jobs_of_run" in plan(filled, statement, {"run_id": "run"})


@pytest.mark.parametrize("table", ["outbox", "alerts"])
def test_what_goes_with_an_import_is_found_by_an_index(filled: Tables, table: str) -> None:
    """By the statement with which PostgreSQL follows a foreign key."""
    statement = f"delete from only {table} where %s = job_id"
    assert f"{table}_of_import" in plan(filled, statement, [uuid4()])


def test_every_foreign_key_has_an_index(tables: Tables) -> None:
    assert tables.execute(UNINDEXED).fetchall() == []
