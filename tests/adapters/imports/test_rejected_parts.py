"""Rejected rows come out of their parts as they went in, and any page of them is found."""

import json
from itertools import pairwise
from typing import Any
from uuid import UUID

import polars as pl
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters.recorded import started
from tests.adapters.stored_faults import store_faults
from vehicle_pipeline.adapters.imports import rejected_parts
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.queries import ImportQueries
from vehicle_pipeline.adapters.imports.rejected_parts import cells_of, faults_of, parts
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.domain.rejections import COMPARED_FAULTS

TEXTS = st.one_of(st.none(), st.sampled_from(["", "a", "Gol", "2020", "1.00", "\x00", "ç"]))
PARAMS = st.sampled_from([None, "{}", '{"reason":"zero_km_year"}'])
FIELDS = ("", "ano", "modelo", "placa", "valor_fipe")


@st.composite
def rejected(draw: st.DrawFn) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Faults, one to three per row, and the cells of their rows."""
    numbers = draw(st.lists(st.integers(2, 10_000), unique=True, min_size=1, max_size=12))
    names = [f"c{at}" for at in range(draw(st.integers(0, 3)))]
    cells = [{"row_number": row, **{name: draw(TEXTS) for name in names}} for row in numbers]
    faults: list[dict[str, Any]] = []
    for row in numbers:
        for field in draw(st.sets(st.sampled_from(FIELDS), min_size=1, max_size=3)):
            texts = {
                name: draw(TEXTS)
                for name, kind in COMPARED_FAULTS.items()
                if kind == pl.String and name not in ("code", "field", "params")
            }
            years = {"ano": draw(st.sampled_from([None, 2020])), "registered_ano": None}
            code = draw(st.sampled_from(["required", "invalid_year"]))
            faults.append(
                {"row_number": row, "code": code, "field": field, "params": draw(PARAMS)}
                | texts
                | years
            )
    schema = {"row_number": pl.Int32, **dict.fromkeys(names, pl.String)}
    return pl.DataFrame(faults, schema=COMPARED_FAULTS), pl.DataFrame(cells, schema=schema)


@given(rejected(), st.integers(1, 5))
def test_what_goes_into_parts_comes_out_of_them(
    stored: tuple[pl.DataFrame, pl.DataFrame], rows: int
) -> None:
    faults, cells = stored
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rejected_parts, "PART_ROWS", rows)
        made = list(parts(faults, cells))
    assert all(part.row_count <= rows for part in made)
    assert all(before.last_row < after.first_row for before, after in pairwise(made))
    found = pl.concat([faults_of(part.faults, part.cells) for part in made])
    assert found.rows() == faults.sort("row_number", "field", "code").rows()
    raw = pl.concat([cells_of(part.cells) for part in made])
    without_nul = pl.col(pl.String).str.replace_all("\x00", "\ufffd", literal=True)
    assert raw.rows() == cells.sort("row_number").with_columns(without_nul).rows()
    for part in made:
        of_part = faults_of(part.faults, part.cells)
        assert (part.fault_count, part.row_count) == (
            of_part.height,
            of_part["row_number"].n_unique(),
        )
        for code, count in part.codes.items():
            of_code = faults_of(part.faults, part.cells, code)
            assert of_code.rows() == of_part.filter(pl.col("code") == code).rows()
            assert of_code.height == count


def test_very_long_cells_make_smaller_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejected_parts, "PART_BYTES", 10_000)
    rows = range(2, 22)
    faults = pl.DataFrame(
        [{"row_number": row, "code": "x", "field": "", "params": "{}"} for row in rows],
        schema=COMPARED_FAULTS,
    )
    schema = {"row_number": pl.Int32, "c0": pl.String}
    cells = pl.DataFrame({"row_number": rows, "c0": ["y" * 4_000] * len(rows)}, schema=schema)
    made = list(parts(faults, cells))
    assert [part.row_count for part in made] == [2] * 10


@pytest.fixture
def imports(database: Database) -> ImportQueries:
    return ImportQueries(database)


@pytest.fixture
def job_id(
    database: Database,
    tables: psycopg.Connection[tuple[Any, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> UUID:
    """An import with 10 rejected rows in parts of 3: two faults each, every other one a year's."""
    monkeypatch.setattr(rejected_parts, "PART_ROWS", 3)
    import_id = started(ImportJobs(database), "run", 10)
    rows = range(2, 12)
    store_faults(
        tables,
        import_id,
        [
            {"row_number": row, "raw_row": {"c0": str(row)}, **fault}
            for row in rows
            for fault in (
                {"code": "invalid_year", "field": "ano", "value": str(row)},
                {"code": "invalid_plate", "field": "placa", "value": "?", "params": {"at": row}},
            )
        ],
    )
    return import_id


@pytest.mark.parametrize("limit", [1, 2, 5, 7, 20, 100])
@pytest.mark.parametrize("code", [None, "invalid_year", "required"])
def test_pages_put_together_are_the_whole(
    imports: ImportQueries, job_id: UUID, code: str | None, limit: int
) -> None:
    whole = [
        (row, kind)
        for row in range(2, 12)
        for kind in ("invalid_year", "invalid_plate")
        if code in (None, kind)
    ]
    found = []
    for skip in range(0, len(whole) + limit, limit):
        page = imports.errors(job_id, code=code, skip=skip, limit=limit)
        assert page.total == len(whole)
        assert len(page.items) <= limit
        found += [(item.row_number, item.code) for item in page.items]
    assert found == whole


def test_a_page_reads_no_part_but_its_own(
    imports: ImportQueries, job_id: UUID, tables: psycopg.Connection[tuple[Any, ...]]
) -> None:
    tables.execute("update rejected_parts set faults = '', cells = '' where first_row <> 5")
    page = imports.errors(job_id, code=None, skip=6, limit=6)
    assert [item.row_number for item in page.items] == [5, 5, 6, 6, 7, 7]
    assert page.items[1].params == {"at": 5}


def test_every_row_is_read_whole_and_in_order(imports: ImportQueries, job_id: UUID) -> None:
    records = list(imports.rejected(job_id))
    assert [record.row_number for record in records] == list(range(2, 12))
    assert {len(record.faults) for record in records} == {2}
    assert [record.raw for record in records] == [{"c0": str(row)} for row in range(2, 12)]
    assert json.dumps(records[0].faults[1].params) == '{"at": 2}'
