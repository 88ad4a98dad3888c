"""Accepted rows against the table `vehicles`: put into it, or only compared with it."""

from dataclasses import dataclass
from uuid import UUID

import polars as pl
from psycopg.errors import UniqueViolation

from vehicle_pipeline.adapters.postgres.copying import copy_in, copy_out
from vehicle_pipeline.adapters.postgres.database import Connection, load_statements
from vehicle_pipeline.adapters.postgres.planning import find_by_index
from vehicle_pipeline.contracts import ConflictPolicy, ImportCounts, ImportRecord
from vehicle_pipeline.domain.duplicates import REGISTERED, differs
from vehicle_pipeline.domain.numbers import PRICE
from vehicle_pipeline.errors import DatabaseUnavailableError

_SQL = load_statements("merging")
# Each round loses to another import that has committed meanwhile; this many in a row never happen.
_RACES = 20
# Plates of a chunk that are looked up before a COPY of all of them is tried.
_SAMPLE = 1_000
# A registered vehicle's columns -> the row's that are to be compared with them.
_BESIDE = {
    "registered_as": "placa",
    "registered_modelo": "modelo",
    "registered_ano": "ano",
    "registered_valor_fipe": "valor_fipe",
}
_FOUND = pl.Schema(
    {
        "plate": pl.String(),
        "import_id": pl.String(),
        "registered_as": pl.String(),
        "registered_modelo": pl.String(),
        "registered_ano": pl.Int32(),
        "registered_valor_fipe": PRICE,
    }
)


@dataclass(frozen=True)
class Merged:
    """What became, or would become, of accepted rows.

    `duplicates`: see `REGISTERED`. `would_change` and `would_keep` are of dry runs only: rows of
    registered vehicles, with other values and with the same, whatever the policy.
    """

    counts: ImportCounts
    duplicates: pl.DataFrame
    would_change: int = 0
    would_keep: int = 0

    def __add__(self, other: "Merged") -> "Merged":
        """What became of all rows, when there were two parts of them."""
        return Merged(
            self.counts + other.counts,
            pl.concat([self.duplicates, other.duplicates]).sort("row_number"),
            self.would_change + other.would_change,
            self.would_keep + other.would_keep,
        )


def registered_alike(import_: ImportRecord, known: pl.DataFrame) -> Merged:
    """Return what becomes of rows whose vehicles are registered with the same values.

    `known`: see REGISTERED.
    """
    would_keep = known.height if import_.dry_run else 0
    if import_.on_conflict is ConflictPolicy.SKIP:
        return Merged(ImportCounts(duplicate=known.height), known, would_keep=would_keep)
    counts = ImportCounts(unchanged=known.height)
    return Merged(counts, REGISTERED.to_frame(), would_keep=would_keep)


def compare(connection: Connection, import_: ImportRecord, accepted: pl.DataFrame) -> Merged:
    """Find out what `merge` would do. Reads the vehicles, and neither locks nor changes any."""
    known = registered(connection, accepted)
    changed = known.filter(differs()).height
    would = (changed, known.height - changed)
    new = accepted.height - known.height
    if import_.on_conflict is ConflictPolicy.SKIP:
        return Merged(ImportCounts(inserted=new, duplicate=known.height), known, *would)
    counts = ImportCounts(inserted=new, updated=changed, unchanged=known.height - changed)
    return Merged(counts, REGISTERED.to_frame(), *would)


def registered(connection: Connection, accepted: pl.DataFrame) -> pl.DataFrame:
    """Return the registered vehicles that have the plates of accepted rows: see REGISTERED."""
    find_by_index(connection)
    # Letters and digits: an array of them needs no quotes.
    plates = pl.format("{{{}}}", pl.col("plate").str.join(","))
    connection.execute(_SQL.ask_for, {"plates": accepted.select(plates).item()})
    found = copy_out(connection, _SQL.registered, _FOUND)
    other = [
        pl.when(pl.col(there) != pl.col(here)).then(there).alias(there)
        for there, here in _BESIDE.items()
    ]
    beside = accepted.join(found, on="plate").select("row_number", "import_id", *other)
    return beside.cast(REGISTERED).sort("row_number")


def merge(connection: Connection, import_: ImportRecord, rows: pl.DataFrame) -> Merged:
    """Insert the rows of new vehicles; by the import's policy, update or report the others.

    `rows`: accepted ones, sorted by plate.
    """
    # Straight by COPY: `ON CONFLICT` would nearly double the cost of a row (docs/decisions/0005).
    if not _is_any_known(connection, rows) and _copy_vehicles(connection, import_.id, rows):
        return Merged(ImportCounts(inserted=rows.height), REGISTERED.to_frame())
    work = _skip if import_.on_conflict is ConflictPolicy.SKIP else _update
    return work(connection, import_.id, rows)


def _skip(connection: Connection, job_id: UUID, rows: pl.DataFrame) -> Merged:
    """Insert the rows of new vehicles, and report the others as duplicates."""
    for _ in range(_RACES):
        known = registered(connection, rows)
        new = _without(rows, known)
        if _copy_vehicles(connection, job_id, new):
            return Merged(ImportCounts(inserted=new.height, duplicate=known.height), known)
    raise DatabaseUnavailableError


def _update(connection: Connection, job_id: UUID, rows: pl.DataFrame) -> Merged:
    """Insert the rows of new vehicles, and change those that have other values."""
    inserted = changed = 0
    for _ in range(_RACES):
        known = registered(connection, rows)
        new = _without(rows, known)
        if not _copy_vehicles(connection, job_id, new):
            continue
        inserted += new.height
        other = rows.join(
            known.filter(differs()), on="row_number", how="semi", maintain_order="left"
        )
        done = _change(connection, job_id, other)
        changed += done
        # Fewer where another import or an undo came first: look again at what there is now.
        if done == other.height:
            kept = rows.height - inserted - changed
            counts = ImportCounts(inserted=inserted, updated=changed, unchanged=kept)
            return Merged(counts, REGISTERED.to_frame())
    raise DatabaseUnavailableError


def _without(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    return rows.join(known, on="row_number", how="anti", maintain_order="left")


def _is_any_known(connection: Connection, rows: pl.DataFrame) -> bool:
    """Whether the table has a vehicle of a sample; if not, it most likely has none of them."""
    find_by_index(connection)
    sample = rows["plate"].gather_every(max(1, rows.height // _SAMPLE)).to_list()
    return connection.execute(_SQL.any_known, {"plates": sample}).fetchone() is not None


def _copy_vehicles(connection: Connection, job_id: UUID, rows: pl.DataFrame) -> bool:
    """Copy rows into the table; False, and nothing copied, when it has one of the vehicles.

    That may be one that another import has committed since this one looked.
    """
    try:
        with connection.transaction():
            copy_in(connection, _SQL.copy_vehicles, _with_origin(rows, job_id))
    except UniqueViolation:
        return False
    return True


def _change(connection: Connection, job_id: UUID, rows: pl.DataFrame) -> int:
    """Change the vehicles that `rows` describe otherwise, and keep what they were.

    Returns how many there are by the time they are locked.
    """
    if rows.is_empty():
        return 0
    connection.execute(_SQL.create_changed)
    connection.execute(_SQL.empty_changed)
    copy_in(connection, _SQL.copy_changed, _with_origin(rows, job_id))
    connection.execute(_SQL.keep_history)
    return connection.execute(_SQL.update_changed).rowcount


def _with_origin(rows: pl.DataFrame, job_id: UUID) -> pl.DataFrame:
    """The columns of `vehicles` that an import fills in, in their order."""
    return rows.select(
        "plate",
        "placa",
        "modelo",
        "ano",
        "valor_fipe",
        pl.lit(str(job_id)).alias("import_id"),
        pl.col("row_number").alias("source_row"),
    )
