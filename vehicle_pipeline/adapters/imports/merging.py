"""Accepted rows against the table `vehicles`: put into it, or only compared with it."""

from dataclasses import dataclass
from uuid import UUID

import polars as pl
from psycopg.errors import UniqueViolation

from vehicle_pipeline.adapters.postgres.copying import copy_in, copy_out
from vehicle_pipeline.adapters.postgres.database import Connection, load_statements
from vehicle_pipeline.contracts import ConflictPolicy, ImportCounts, ImportRecord
from vehicle_pipeline.domain.duplicates import REGISTERED
from vehicle_pipeline.errors import DatabaseUnavailableError

_SQL = load_statements("merging")
# Each round loses to another import that has committed meanwhile; this many in a row never happen.
_RACES = 20
# Plates of a chunk that are looked up before a COPY of all of them is tried.
_SAMPLE = 1_000
_KNOWN = pl.Schema({"row_number": pl.Int32})
_COMPARED = pl.Schema([*REGISTERED.items(), ("is_change", pl.Int32())])


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


def compare(connection: Connection, import_: ImportRecord, accepted: pl.DataFrame) -> Merged:
    """Find out what `merge` would do. Reads the vehicles, and neither locks nor changes any."""
    connection.execute(_SQL.create_staged_vehicles)
    copy_in(connection, _SQL.copy_staged_vehicles, _with_origin(accepted, import_.id))
    compared = copy_out(connection, _SQL.compared, _COMPARED)
    known = compared.select(REGISTERED.names())
    changed = int(compared["is_change"].sum())
    return _counted(import_.on_conflict, accepted.height, known, changed, is_dry_run=True)


def merge(connection: Connection, import_: ImportRecord, accepted: pl.DataFrame) -> Merged:
    """Insert the rows of new vehicles; by the import's policy, update or report the others."""
    # Sorted by plate the key fills from left to right, which halves the cost of an insert, and
    # concurrent imports take their locks in the same order.
    rows = accepted.sort("plate")
    is_update = import_.on_conflict is ConflictPolicy.UPDATE
    known = _insert_new(connection, import_.id, rows, with_values=not is_update)
    changed = 0
    if is_update:
        again = rows.join(known, on="row_number", how="semi")
        changed = _update_changed(connection, import_.id, again)
    return _counted(import_.on_conflict, rows.height, known, changed, is_dry_run=False)


def _counted(
    policy: ConflictPolicy, rows: int, known: pl.DataFrame, changed: int, *, is_dry_run: bool
) -> Merged:
    inserted, kept = rows - known.height, known.height - changed
    would = (changed, kept) if is_dry_run else (0, 0)
    if policy is ConflictPolicy.SKIP:
        return Merged(ImportCounts(inserted=inserted, duplicate=known.height), known, *would)
    counts = ImportCounts(inserted=inserted, updated=changed, unchanged=kept)
    return Merged(counts, REGISTERED.to_frame(), *would)


def _insert_new(
    connection: Connection, job_id: UUID, rows: pl.DataFrame, *, with_values: bool
) -> pl.DataFrame:
    """Insert the rows whose vehicle the table does not have, and return the others.

    Returns their row numbers, or see `REGISTERED`. Straight by COPY: `ON CONFLICT` would nearly
    double the cost of a row (docs/decisions/0005).
    """
    if not _is_any_known(connection, rows) and _copy_vehicles(connection, job_id, rows):
        return REGISTERED.to_frame()
    connection.execute(_SQL.create_staged_plates)
    copy_in(connection, _SQL.copy_staged_plates, rows.select("row_number", "placa", "plate"))
    statement, schema = (_SQL.registered, REGISTERED) if with_values else (_SQL.known, _KNOWN)
    for _ in range(_RACES):
        known = copy_out(connection, statement, schema)
        new = rows.join(known, on="row_number", how="anti", maintain_order="left")
        if _copy_vehicles(connection, job_id, new):
            return known
    raise DatabaseUnavailableError


def _is_any_known(connection: Connection, rows: pl.DataFrame) -> bool:
    """Whether the table has a vehicle of a sample; if not, it most likely has none of them."""
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


def _update_changed(connection: Connection, job_id: UUID, rows: pl.DataFrame) -> int:
    """Update the vehicles that `rows` describe otherwise; return how many those are."""
    if rows.is_empty():
        return 0
    connection.execute(_SQL.create_staged_vehicles)
    copy_in(connection, _SQL.copy_staged_vehicles, _with_origin(rows, job_id))
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
