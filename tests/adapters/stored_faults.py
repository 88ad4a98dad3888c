"""The faults that are stored, one dictionary each, and a way to store some by hand."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import polars as pl
import psycopg
from psycopg.types.json import Jsonb

from vehicle_pipeline.adapters.imports.rejected_parts import cells_of, faults_of, parts
from vehicle_pipeline.domain.rejections import COMPARED_FAULTS, with_params

Tables = psycopg.Connection[tuple[Any, ...]]

_PARTS = """
select job_id, chunk_index, faults, cells from rejected_parts
where %(job_id)s::uuid is null or job_id = %(job_id)s
order by job_id, first_row
"""
_INSERT = """
insert into rejected_parts (job_id, chunk_index, first_row, last_row, row_count, fault_count, codes,
                            faults, cells)
values (%(job_id)s, 0, %(first_row)s, %(last_row)s, %(row_count)s, %(fault_count)s, %(codes)s,
        %(faults)s, %(cells)s)
"""


def stored_faults(tables: Tables, job_id: UUID | None = None) -> list[dict[str, Any]]:
    """Return every fault, of one import or of all, in file order."""
    return [
        fault
        for row in tables.execute(_PARTS, {"job_id": job_id}).fetchall()
        for fault in _faults(*row)
    ]


def fault_rows(tables: Tables, *columns: str, job_id: UUID | None = None) -> list[tuple[Any, ...]]:
    """Return some columns of every fault, in file order."""
    return [tuple(fault[name] for name in columns) for fault in stored_faults(tables, job_id)]


def store_faults(tables: Tables, job_id: UUID, faults: Sequence[Mapping[str, Any]]) -> None:
    """Store faults of an import, in place of all that it has of their rows."""
    numbers = [fault["row_number"] for fault in faults]
    removed = "delete from rejected_parts where job_id = %s and first_row between %s and %s"
    tables.execute(removed, [job_id, min(numbers), max(numbers)])
    rows = [
        {**fault, "params": json.dumps(fault.get("params") or {}), "raw_row": None}
        for fault in faults
    ]
    raw = {fault["row_number"]: fault.get("raw_row") or {} for fault in faults}
    names = dict.fromkeys(name for cells in raw.values() for name in cells)
    cells = pl.DataFrame(
        [{"row_number": number, **cells} for number, cells in raw.items()],
        schema={"row_number": pl.Int32, **dict.fromkeys(names, pl.String)},
    )
    for part in parts(pl.DataFrame(rows, schema=COMPARED_FAULTS), cells):
        tables.execute(_INSERT, {**vars(part), "codes": Jsonb(part.codes), "job_id": job_id})


def _faults(job_id: UUID, chunk_index: int, faults: bytes, cells: bytes) -> list[dict[str, Any]]:
    raw = {row.pop("row_number"): row for row in cells_of(cells).to_dicts()}
    return [
        {
            **fault,
            "params": json.loads(fault["params"]),
            "job_id": job_id,
            "chunk_index": chunk_index,
            "raw_row": raw[fault["row_number"]],
        }
        for fault in with_params(faults_of(faults, cells)).to_dicts()
    ]
