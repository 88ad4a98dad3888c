"""Rejected rows of version 0009, a row per fault, go into parts of columns and out again."""

from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from alembic import command
from psycopg.types.json import Jsonb
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from tests.adapters.stored_faults import fault_rows
from vehicle_pipeline.adapters.imports import rejected_parts
from vehicle_pipeline.adapters.migrations import rejected_rows
from vehicle_pipeline.adapters.postgres.migrate import _config, migrate

Tables = psycopg.Connection[tuple[Any, ...]]
COLUMNS = "job_id, chunk_index, row_number, code, field, value, params, suggestion, raw_row"
NAMES = tuple(COLUMNS.split(", "))


def move(url: str, version: str) -> None:
    address = make_url(url).set(drivername="postgresql+psycopg")
    with create_engine(address, poolclass=NullPool).begin() as connection:
        go = command.upgrade if version == "0009" else command.downgrade
        go(_config(connection), version.removeprefix("back to "))


def rows_of(job_id: UUID, count: int) -> list[tuple[Any, ...]]:
    """Rows as an earlier version stored them, in two chunks."""
    registered = {"registered_as": "ABC1234", "import_id": "x", "reason": "registered_alike"}
    cells = {"c0": "Gol", "c1": None, "c2": 'ç\n"'}
    return [
        fault
        for row in range(2, count + 2)
        for fault in (
            (job_id, row // 6, row, "duplicate_in_database", "placa", f"ABC{row}", registered,
             None, {**cells, "c1": f"ABC{row}"}),
            (job_id, row // 6, row, "invalid_year", "ano", None, {}, "2020",
             {**cells, "c1": f"ABC{row}"}),
        )
    ]  # fmt: skip


def place(row: tuple[Any, ...]) -> tuple[str, int, str]:
    return str(row[0]), row[2], row[4]


def add(tables: Tables, rows: list[tuple[Any, ...]]) -> None:
    for job_id in {row[0] for row in rows}:
        tables.execute(
            "insert into import_jobs (id, filename, object_key, file_size, file_sha256)"
            " values (%s, 'f.csv', 'k', 1, '')",
            [job_id],
        )
    for row in rows:
        values = [Jsonb(value) if isinstance(value, dict) else value for value in row]
        tables.execute(f"insert into rejected_rows ({COLUMNS}) values ({'%s, ' * 8}%s)", values)


@pytest.mark.parametrize("part_rows", [1, 3, 1_000])
def test_an_earlier_version_rows_are_all_kept_both_ways(
    empty_url: str, part_rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (rejected_parts, rejected_rows):
        monkeypatch.setattr(module, "PART_ROWS", part_rows)
    monkeypatch.setattr(rejected_rows, "_BATCH", 2)
    move(empty_url, "0009")
    rows = [row for job_id in (uuid4(), uuid4()) for row in rows_of(job_id, 10)]
    with psycopg.connect(empty_url, autocommit=True) as tables:
        add(tables, rows)
        migrate(empty_url)
        moved = fault_rows(tables, *NAMES)
        assert sorted(moved, key=place) == sorted(rows, key=place)
        counts = "select sum(row_count), sum(fault_count), max(row_count) from rejected_parts"
        ((whole, faults, largest),) = tables.execute(counts).fetchall()
        assert (whole, faults) == (20, 40)
        assert largest <= part_rows
        move(empty_url, "back to 0009")
        back = tables.execute(f"select {COLUMNS} from rejected_rows").fetchall()
        assert sorted(back, key=place) == sorted(rows, key=place)


def test_rows_without_cells_and_no_rows_at_all_are_moved(empty_url: str) -> None:
    move(empty_url, "0009")
    with psycopg.connect(empty_url, autocommit=True) as tables:
        job_id = uuid4()
        row = (job_id, 0, 2, "required", "modelo", None, {}, None, {})
        add(tables, [row])
        migrate(empty_url)
        assert fault_rows(tables, *NAMES) == [row]
        move(empty_url, "back to 0009")
        assert tables.execute(f"select {COLUMNS} from rejected_rows").fetchall() == [row]
        tables.execute("delete from rejected_rows")
        migrate(empty_url)
        assert fault_rows(tables, *NAMES) == []
