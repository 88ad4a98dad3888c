"""Imports as the pipeline leaves them, for the tests of their pages."""

from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from tests.api.world import World
from vehicle_pipeline.contracts import Assumption, Dialect

# What nobody may run: HTML, a template, and a mark that turns the reading order.
HOSTILE = "<script>alert(1)</script>{{7*7}}\u202egnp.exe"
COLUMNS = ["modelo", "placa", "ano", "valor_fipe"]
DIALECT = Dialect(
    kind="csv",
    encoding="windows-1252",
    delimiter=";",
    columns=[*COLUMNS, HOSTILE],
    mapping={name: name for name in COLUMNS},
    positions={name: at for at, name in enumerate(COLUMNS)},
    ignored=[HOSTILE],
    decimal="comma",
    assumptions=[Assumption(code="price_grouping", params={"value": "45.000"})],
)
DONE = {
    "status": "completed",
    "total_rows": 5,
    "processed_rows": 3,
    "error_rows": 2,
    "inserted_rows": 2,
    "updated_rows": 1,
    "rejected_rows": 2,
    "started_at": "2026-11-29T12:00:01Z",
    "finished_at": "2026-11-29T12:00:05Z",
    "created_at": "2026-11-29T12:00:00Z",
}


def add_finished(world: World, **columns: Any) -> UUID:
    """An import of five rows, two of which were rejected: row 3 has two faults, row 5 one."""
    dialect = Jsonb(columns.pop("dialect", DIALECT).model_dump(mode="json"))
    job_id = world.add_import(**{**DONE, **columns}, dialect=dialect)
    third = {"c0": HOSTILE, "c1": "AJ0-4689", "c2": "1800", "c3": "51.000,50", "c4": "nota"}
    fifth = {"c0": "Uno", "c1": "ABC1D24", "c2": "2019", "c3": "", "c4": ""}
    plate = {"value": "AJ0-4689", "suggestion": "AJO-4689", "raw_row": third}
    year = {"code": "invalid_year", "field": "ano", "value": "1800", "raw_row": third}
    world.add_rejected(job_id, 3, **plate)
    world.add_rejected(job_id, 3, **year, params={"first": 1900, "last": 2027})
    world.add_rejected(
        job_id, 5, code="required", field="valor_fipe", value=None, raw_row=fifth, params={}
    )
    return job_id
