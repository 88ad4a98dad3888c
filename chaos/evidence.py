"""What is found after the storm: read from the tables, not through the code that wrote them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
from psycopg.rows import dict_row

from chaos.expectations import Fault

_IMPORTS = """
select id::text, undoes::text, filename, status, error_code, coalesce(total_rows, 0) as total,
       inserted_rows,
       updated_rows, unchanged_rows, duplicate_rows, rejected_rows, processed_rows, error_rows,
       removed_rows, restored_rows,
       extract(epoch from finished_at - created_at)::float8 as seconds
from import_jobs
"""
_VEHICLES = """
select plate, placa, modelo, ano, valor_fipe, import_id::text, source_row from vehicles
"""
_FAULTS = "select job_id::text, faults from rejected_parts"
_LEFT = """
select (select count(*) from outbox) as outbox, (select count(*) from deliveries) as deliveries,
       (select count(*) from source_objects where state in ('growing', 'new')) as source_objects
"""
_REQUEUED = "select count(*) as number from job_logs where code = 'import_requeued'"
_RUNS = """
select runs.run_id, tags.value as job_id, runs.status, runs.start_time, runs.end_time
from dagster.runs
join dagster.run_tags as tags on tags.run_id = runs.run_id and tags.key = 'import/job_id'
"""
_CHECKS = """
select checks.run_id, checks.check_name, checks.execution_status
from dagster.asset_check_executions as checks
join dagster.runs on runs.run_id = checks.run_id and runs.status = 'SUCCESS'
-- A run that found its import ended has nothing to check.
join import_jobs on import_jobs.dagster_run_id::text = runs.run_id
"""


# All there is to know of some imports, in rows of JSON.
_TRACES = """
select 'import' as what, to_jsonb(import_jobs) as row from import_jobs
where id::text = any (%(ids)s)
union all
select 'delivery', to_jsonb(deliveries) from deliveries where job_id::text = any (%(ids)s)
union all
select 'log line', to_jsonb(job_logs) from job_logs
where job_id::text = any (%(ids)s) and row_number is null
union all
select 'run', to_jsonb(runs) - 'run_body' || jsonb_build_object('tags', (
    select jsonb_object_agg(tags.key, tags.value) from dagster.run_tags as tags
    where tags.run_id = runs.run_id))
from dagster.runs
where run_id in (select run_id from dagster.run_tags where key = 'import/job_id'
                 and value = any (%(ids)s))
"""


@dataclass(frozen=True)
class Vehicle:
    """One row of the table."""

    plate: str
    placa: str
    modelo: str
    ano: int
    valor_fipe: Decimal
    import_id: str
    source_row: int


@dataclass(frozen=True)
class Run:
    """One run of Dagster's; times in seconds since 1970, None if it never got so far."""

    run_id: str
    job_id: str
    status: str
    start_time: float | None
    end_time: float | None


@dataclass(frozen=True)
class Check:
    """One asset check of a run that succeeded."""

    run_id: str
    check_name: str
    execution_status: str


@dataclass(frozen=True)
class Evidence:
    """Everything that is judged."""

    imports: Mapping[str, Mapping[str, Any]]
    vehicles: list[Vehicle]
    faults: Mapping[str, set[Fault]]
    runs: list[Run]
    checks: list[Check]
    # What is still under way: outbox, deliveries, messages.
    left: Mapping[str, int] = field(default_factory=dict)
    requeued: int = 0
    # Runs that have a scratch folder.
    scratch: frozenset[str] = frozenset()


def collect(database_url: str, data_dir: Path) -> Evidence:
    """Read everything in one transaction."""
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        connection.execute("set transaction isolation level repeatable read")

        def rows(statement: Any) -> list[dict[str, Any]]:
            return connection.execute(statement).fetchall()

        faults: dict[str, set[Fault]] = defaultdict(set)
        for part in rows(_FAULTS):
            of_part = pl.read_parquet(part["faults"], columns=["row_number", "code", "field"])
            faults[part["job_id"]].update(of_part.iter_rows())
        return Evidence(
            imports={row["id"]: row for row in rows(_IMPORTS)},
            vehicles=[Vehicle(**row) for row in rows(_VEHICLES)],
            faults=faults,
            runs=[Run(**row) for row in rows(_RUNS)],
            checks=[Check(**row) for row in rows(_CHECKS)],
            left=rows(_LEFT)[0],
            requeued=rows(_REQUEUED)[0]["number"],
            scratch=frozenset(each.name for each in (data_dir / "scratch").glob("*")),
        )


def left(database_url: str) -> dict[str, int]:
    """Return how much is still under way, by table."""
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        return connection.execute(_LEFT).fetchall()[0]


def traces(database_url: str, job_ids: list[str]) -> list[dict[str, Any]]:
    """Return everything about some imports but their rows, to look for a mistake in."""
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        return connection.execute(_TRACES, {"ids": job_ids}).fetchall()
