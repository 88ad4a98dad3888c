"""Mappings that people made by hand, kept for the next file with the same header."""

from collections.abc import Sequence
from datetime import datetime

from psycopg.types.json import Jsonb

from vehicle_pipeline.access_contracts import AuditAction
from vehicle_pipeline.adapters.access.audit_log import note
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements
from vehicle_pipeline.contracts import ColumnName, FieldName
from vehicle_pipeline.frozen import Frozen

_SQL = load_statements("remembered_mappings")


class Remembered(Frozen):
    """What a person said about the columns of a header, and with which file.

    `fingerprint`: see `spreadsheets.headers.fingerprint`.
    """

    fingerprint: str
    mapping: dict[FieldName, ColumnName]
    filename: str
    remembered_at: datetime


class RememberedMappings:
    """The table `remembered_mappings`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, fingerprints: Sequence[str]) -> dict[str, Remembered]:
        """Return what is remembered of headers, by their fingerprints."""
        with self._database.transaction() as connection:
            return find(connection, fingerprints)

    def newest(self, limit: int) -> list[Remembered]:
        """Return what is remembered, the newest first."""
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.newest, {"limit": limit}).fetchall()
        return [Remembered.model_validate(row) for row in rows]

    def forget_all(self) -> None:
        """Remove all that is remembered."""
        with self._database.transaction() as connection:
            connection.execute(_SQL.forget_all)
            note(connection, AuditAction.MAPPING_FORGOTTEN)

    def forget(self, fingerprint: str) -> None:
        """Remove what is remembered of a header; nothing happens when there is nothing."""
        with self._database.transaction() as connection:
            connection.execute(_SQL.forget, {"fingerprint": fingerprint})
            note(connection, AuditAction.MAPPING_FORGOTTEN, subject=fingerprint)


def find(connection: Connection, fingerprints: Sequence[str]) -> dict[str, Remembered]:
    """Return what is remembered of headers, in the caller's transaction."""
    rows = connection.execute(_SQL.find, {"fingerprints": list(fingerprints)}).fetchall()
    return {row["fingerprint"]: Remembered.model_validate(row) for row in rows}


def remember(
    connection: Connection, fingerprint: str, mapping: dict[FieldName, ColumnName], filename: str
) -> None:
    """Keep a mapping in the caller's transaction; the same one again keeps its file and time."""
    values = {"fingerprint": fingerprint, "mapping": Jsonb(mapping), "filename": filename}
    connection.execute(_SQL.remember, values)
