"""Imports and chunks of them, as small as they can be."""

from collections.abc import Sequence
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from tests.domain.rows import POSITIONS, Texts, cells, good, judged, with_malformed
from vehicle_pipeline.adapters.imports.chunk_loading import ChunkRows
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.new_imports import NewImport
from vehicle_pipeline.adapters.imports.undoing import Undos
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import Chunk, ConflictPolicy, Dialect, ImportRecord
from vehicle_pipeline.domain import rejections
from vehicle_pipeline.domain.repeats import find_repeats

DIALECT = Dialect(
    kind="csv",
    encoding="utf-8",
    delimiter=",",
    columns=list(POSITIONS),
    mapping={field: field for field in POSITIONS},
    positions=POSITIONS,
    decimal="comma",
)
_RUNS = count()


def new_import(**changes: Any) -> NewImport:
    plain: dict[str, Any] = {
        "id": uuid4(),
        "filename": "frota.csv",
        "object_key": "x.csv",
        "file_size": 10,
        "file_sha256": "0" * 64,
        "on_conflict": ConflictPolicy.SKIP,
    }
    return NewImport(**{**plain, **changes})


def started(
    jobs: ImportJobs,
    run_id: str,
    *row_counts: int,
    policy: ConflictPolicy = ConflictPolicy.SKIP,
    dialect: Dialect = DIALECT,
    **options: Any,
) -> UUID:
    """An import that a run has opened: chunks of so many rows are to be loaded."""
    job_id = jobs.create(new_import(on_conflict=policy, **options)).id
    jobs.start(job_id, run_id)
    jobs.plan(run_id, dialect, chunks_of(*row_counts))
    return job_id


def undone(
    database: Database, job_id: UUID, *, dry_run: bool = False, rows: int = 2
) -> ImportRecord:
    """The undo of an import, in chunks of so many rows."""
    undos, jobs = Undos(database), ImportJobs(database)
    begun = undos.begin(job_id, uuid4(), dry_run=dry_run)
    if begun.status.is_terminal:
        return begun
    run_id = f"undo {next(_RUNS)}"
    jobs.start(begun.id, run_id)
    _, chunks, _ = undos.plan(run_id, rows)
    for index in range(chunks):
        undos.take_back(run_id, index)
    return jobs.complete(run_id)[0]


def chunks_of(*row_counts: int) -> list[Chunk]:
    """Consecutive chunks from row 2 on."""
    return [
        Chunk(index=index, first_row=2 + sum(row_counts[:index]), row_count=count)
        for index, count in enumerate(row_counts)
    ]


def chunk(
    *rows: Texts, first_row: int = 2, malformed: Sequence[tuple[int, int, str]] = ()
) -> ChunkRows:
    """What is to be loaded of a chunk with these texts."""
    records = with_malformed(cells(rows, first_row=first_row), *malformed)
    frame = judged(records).lazy()
    repeats = find_repeats([rejections.accepted(frame)]).lazy()
    return ChunkRows(
        accepted=rejections.accepted(frame).join(repeats, on="row_number", how="anti").collect(),
        faults=rejections.faults(frame, repeats, records.lazy()),
        records=records.lazy(),
    )


def plates(*placas: str, **changes: str) -> list[Texts]:
    """Good rows that differ in nothing but their plates."""
    return [good(placa=placa, **changes) for placa in placas]
