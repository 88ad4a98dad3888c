"""Work on many rows takes no longer where the database believes that its tables are empty.

It does so after tables were analyzed while they were: before the first import commits, or when
everything was undone. A plan for one vehicle then reads all of them for each row.
"""

from collections.abc import Iterator
from itertools import count, product
from string import ascii_uppercase
from typing import Any

import polars as pl
import psycopg
import pytest

from tests.adapters.recorded import chunk, started, undone
from tests.domain.rows import Texts, good
from vehicle_pipeline.adapters.imports.chunk_loading import ChunkRows, VehicleTable
from vehicle_pipeline.adapters.imports.comparing import Fleet
from vehicle_pipeline.adapters.imports.effects import LOOKED_AT, ImportEffects
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.judging import Judging
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import ConflictPolicy, ImportCounts, ImportRecord
from vehicle_pipeline.guard_contracts import Guard

Tables = psycopg.Connection[tuple[Any, ...]]
SKIP, UPDATE = ConflictPolicy
ROWS = 40_000
PLATES = ["".join([*letters, "1A00"]) for letters in product(ascii_uppercase, repeat=3)]
PLATES = [plate[:3] + digit + plate[4:] for plate in PLATES for digit in "123"][:ROWS]
# Seconds. The cheapest of these took five times as long when it read everything for each row.
PATIENCE = 5.0
_RUNS = count()


@pytest.fixture
def hurried(migrated_url: str, tables: Tables) -> Iterator[Database]:
    """The database, whose statements end when they take too long; it has ROWS vehicles."""
    pool = Database(migrated_url, statement_timeout=PATIENCE)
    imported(pool, fleet("2020"))
    mislead(tables)
    yield pool
    pool.close()
    tables.execute("analyze vehicles, vehicle_changes")


def fleet(year: str) -> ChunkRows:
    rows: list[Texts] = [good(placa=plate, ano=year) for plate in PLATES]
    return chunk(*rows)


def imported(
    database: Database, rows: ChunkRows, policy: ConflictPolicy = SKIP, **options: Any
) -> ImportRecord:
    jobs, run_id = ImportJobs(database), f"import {next(_RUNS)}"
    started(jobs, run_id, ROWS, policy=policy, **options)
    VehicleTable(database).load(run_id, 0, rows)
    return jobs.complete(run_id)[0]


def mislead(tables: Tables) -> None:
    """Leave what ANALYZE leaves that looked when nothing was visible: pages without rows."""
    tables.execute(
        "update pg_class set reltuples = 0, relallvisible = 0,"
        " relpages = pg_relation_size(oid) / current_setting('block_size')::integer"
        " where relname in ('vehicles', 'vehicle_changes', 'import_jobs')"
    )


def test_files_that_come_again(hurried: Database) -> None:
    assert imported(hurried, fleet("2020")).counts == ImportCounts(duplicate=ROWS)
    again = imported(hurried, fleet("2020"), UPDATE)
    assert again.counts == ImportCounts(unchanged=ROWS)
    tried = imported(hurried, fleet("2019"), UPDATE, dry_run=True)
    assert tried.counts == ImportCounts(updated=ROWS)


def test_vehicles_that_change_and_change_back(hurried: Database, tables: Tables) -> None:
    changed = imported(hurried, fleet("2019"), UPDATE)
    assert changed.counts == ImportCounts(updated=ROWS)
    mislead(tables)
    assert ImportEffects(hurried).of(changed).fields["ano"] == LOOKED_AT
    tried = undone(hurried, changed.id, dry_run=True, rows=ROWS)
    assert tried.counts == ImportCounts(restored=ROWS)
    assert undone(hurried, changed.id, rows=ROWS).counts == ImportCounts(restored=ROWS)


def test_an_undo_of_what_was_changed_later(hurried: Database, tables: Tables) -> None:
    first = tables.execute("select import_id from vehicles limit 1").fetchone()
    assert first is not None
    imported(hurried, fleet("2019"), UPDATE)
    mislead(tables)
    assert undone(hurried, first[0], rows=ROWS).counts == ImportCounts(rejected=ROWS)


def test_vehicles_that_go_again(hurried: Database, tables: Tables) -> None:
    first = tables.execute("select import_id from vehicles limit 1").fetchone()
    assert first is not None
    assert undone(hurried, first[0], rows=ROWS).counts == ImportCounts(removed=ROWS)


def test_what_a_guard_and_a_preview_compare(hurried: Database) -> None:
    rows = fleet("2019")
    limits = Guard(max_changed_share=0.5)
    job_id = started(ImportJobs(hurried), "judged", ROWS, policy=UPDATE, guard=limits)
    import_ = ImportJobs(hurried).get(job_id)
    verdict = Judging(hurried).judge(import_, "judged", [rows])
    assert (verdict.figures.known, verdict.figures.changed) == (ROWS, ROWS)
    assert verdict.is_held

    assert Fleet(hurried).compare(rows.accepted) == (ROWS, ROWS)
    registered = Fleet(hurried).registered(rows.accepted)
    assert registered.select(pl.len()).item() == ROWS
