"""Uploads that are stored and wait for somebody to confirm them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vehicle_pipeline.adapters.imports import remembered
from vehicle_pipeline.adapters.imports.job_rows import find_import, write_logs
from vehicle_pipeline.adapters.imports.new_imports import (
    NewImport,
    create_import,
    first_with_content,
)
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.domain import log_lines
from vehicle_pipeline.domain.upload_options import UploadOptions
from vehicle_pipeline.errors import DraftNotFoundError
from vehicle_pipeline.frozen import Frozen

_SQL = load_statements("drafts")


class NewDraft(Frozen):
    """A file in the object store that is to wait for a confirmation."""

    id: UUID
    filename: str
    object_key: str
    file_size: int
    file_sha256: str


class Draft(NewDraft):
    """One row of `drafts`."""

    created_at: datetime


class Drafts:
    """The table `drafts`. A draft's import has the draft's id, so there is never a second one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, new: NewDraft) -> Draft:
        """Record a file that is in the object store."""
        with self._database.transaction() as connection:
            return Draft.model_validate(one(connection, _SQL.keep, new.model_dump()))

    def get(self, draft_id: UUID) -> Draft:
        """Return a draft; raises DraftNotFoundError."""
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.get, {"id": draft_id}).fetchone()
        if row is None:
            raise DraftNotFoundError(draft_id)
        return Draft.model_validate(row)

    def newest(self, limit: int) -> list[Draft]:
        """Return the drafts that wait, the newest first."""
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.newest, {"limit": limit}).fetchall()
        return [Draft.model_validate(row) for row in rows]

    def same_content(self, drafts: Sequence[Draft]) -> dict[UUID, ImportRecord]:
        """Return, by draft, the first import that had its content; few drafts have one."""
        with self._database.transaction() as connection:
            found = {
                draft.id: find_import(connection, first)
                for draft in drafts
                if (first := first_with_content(connection, draft.file_sha256))
            }
        return {draft_id: import_ for draft_id, import_ in found.items() if import_}

    def twins(self, draft: Draft) -> list[Draft]:
        """Return other drafts with the content of a draft, the oldest first; a few of many."""
        values = {"id": draft.id, "sha256": draft.file_sha256}
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.twins, values).fetchall()
        return [Draft.model_validate(row) for row in rows]

    def confirm(
        self, draft_id: UUID, options: UploadOptions, fingerprint: str | None = None
    ) -> ImportRecord:
        """Make the import of a draft, or return the one that was made of it before.

        A mapping among the options is remembered for the header with this fingerprint. Raises
        DraftNotFoundError.
        """

        def work(connection: Connection) -> ImportRecord:
            # Of two that confirm, the second waits here, and finds the import of the first.
            row = connection.execute(_SQL.lock, {"id": draft_id}).fetchone()
            if row is None:
                if known := find_import(connection, draft_id):
                    return known
                raise DraftNotFoundError(draft_id)
            connection.execute(_SQL.remove, {"id": draft_id})
            return _accept(connection, Draft.model_validate(row), options, fingerprint)

        return self._database.repeat(work)

    def remove(self, draft_id: UUID) -> Draft | None:
        """Remove a draft and return it; None if there is none any more."""
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.remove, {"id": draft_id}).fetchone()
        return Draft.model_validate(row) if row else None


def _accept(
    connection: Connection, draft: Draft, options: UploadOptions, fingerprint: str | None
) -> ImportRecord:
    new = NewImport(**draft.model_dump(exclude={"created_at"}), **dict(options))
    import_ = create_import(connection, new)
    if import_ is None:
        raise LookupError(draft.id)
    mapping = options.overrides.mapping
    if fingerprint and mapping:
        known = remembered.find(connection, [fingerprint]).get(fingerprint)
        if known and known.mapping == mapping:
            write_logs(connection, draft.id, [log_lines.mapping_remembered(known.filename)])
        remembered.remember(connection, fingerprint, mapping, draft.filename)
    return import_
