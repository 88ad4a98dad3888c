"""Removes what is older than its age: from our tables, and from the object store."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql

from vehicle_pipeline.adapters.postgres.batches import Tally, batched
from vehicle_pipeline.adapters.postgres.database import (
    Connection,
    Database,
    load_statements,
    one,
)
from vehicle_pipeline.adapters.storage.object_store import ObjectStore
from vehicle_pipeline.frozen import Frozen
from vehicle_pipeline.settings import DAGSTER_SCHEMA

_SQL = load_statements("housekeeping")
# Names our advisory lock in the whole database; any constant will do ("keep" in ASCII).
LOCK_KEY = 0x6B656570
# Rows per transaction: a tenth of a second, so that no other transaction waits long for one.
BATCH_ROWS = 5_000
# The same for parts of rejected rows, of which the largest have some hundred kilobytes.
BATCH_PARTS = 100
# Imports, files or keys looked at together.
BATCH_IMPORTS = 200
# Keys as the API makes them. Anything else in the folder or bucket is not ours.
_OUR_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.\w+)?")


class TableSize(Frozen):
    """What a table takes with its indexes; `rows` as PostgreSQL estimates them."""

    name: str
    rows: int
    bytes: int


class Housekeeping:
    """Each method that removes yields after every transaction, and may be left at any of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Yield whether no other process keeps house; none begins meanwhile."""
        with self._database.session() as connection:
            is_mine = one(connection, _SQL.try_lock, {"key": LOCK_KEY})["is_mine"]
            try:
                yield is_mine
            finally:
                if is_mine:
                    connection.execute(_SQL.unlock, {"key": LOCK_KEY})

    def remove_files(self, store: ObjectStore, before: datetime) -> Iterator[Tally]:
        """Remove the files whose imports have all ended before a moment."""
        while files := self._give_up_files(before):
            sizes = {file["object_key"]: file["file_size"] for file in files}
            for key in sizes:
                store.delete(key)
            yield Tally(len(sizes), sum(sizes.values()))

    def _give_up_files(self, before: datetime) -> list[dict[str, Any]]:
        """Mark files as gone on all their imports, the first due ones; return keys and sizes."""

        def work(connection: Connection) -> list[dict[str, Any]]:
            values = {"before": before, "limit": BATCH_IMPORTS}
            rows = connection.execute(_SQL.lock_due_files, values).fetchall()
            keys = list({row["object_key"] for row in rows})
            # Looks again: what a re-import added, the statement before waited for and cannot see.
            files = {"keys": keys, "before": before}
            return connection.execute(_SQL.give_up_files, files).fetchall()

        return self._database.repeat(work)

    def remove_drafts(self, store: ObjectStore, before: datetime) -> Iterator[Tally]:
        """Remove uploads of before a moment that nobody confirmed, with their files."""
        values = {"before": before, "limit": BATCH_IMPORTS}
        while files := self._fetch(_SQL.remove_drafts, **values):
            for file in files:
                store.delete(file["object_key"])
            yield Tally(len(files), sum(file["file_size"] for file in files))

    def remove_unclaimed(self, store: ObjectStore, before: datetime) -> Iterator[Tally]:
        """Remove stored files of before a moment without an import or a draft, or not any more."""
        stored = (each for each in store.stored(before) if _OUR_KEY.fullmatch(each.key))
        for batch in batched(stored, BATCH_IMPORTS):
            claimed = self._claimed([each.key for each in batch])
            unclaimed = [each for each in batch if each.key not in claimed]
            for each in unclaimed:
                store.delete(each.key)
            yield Tally(len(unclaimed), sum(each.size for each in unclaimed))

    def _claimed(self, keys: Sequence[str]) -> set[str]:
        return {row["object_key"] for row in self._fetch(_SQL.claimed, keys=keys)}

    def remove_rows(self, before: datetime) -> Iterator[Tally]:
        """Remove rejected rows and log lines of imports that have ended before a moment."""
        while due := self._ids(_SQL.due_rows, before=before, limit=BATCH_IMPORTS):
            yield from self._remove_rows_of(due)
            self._execute(_SQL.note_rows_removed, job_ids=due)

    def remove_imports(self, before: datetime) -> Iterator[Tally]:
        """Remove imports that have ended before a moment, and what belongs to them."""
        while due := self._ids(_SQL.due_imports, before=before, limit=BATCH_IMPORTS):
            # First, and in steps of their own: a million rows would go in one with their import.
            for _ in self._remove_rows_of(due):
                yield Tally()
            yield Tally(self._remove_imports(due))

    def _remove_imports(self, job_ids: Sequence[UUID]) -> int:
        def work(connection: Connection) -> int:
            values = {"job_ids": job_ids}
            connection.execute(_SQL.lock_imports, values)
            return connection.execute(_SQL.remove_imports, values).rowcount

        return self._database.repeat(work)

    def _remove_rows_of(self, job_ids: Sequence[UUID]) -> Iterator[Tally]:
        values = {"job_ids": job_ids, "limit": BATCH_PARTS}
        while removed := self._fetch(_SQL.remove_rejected_parts, **values)[0]["faults"]:
            yield Tally(removed)
        yield from self._remove(_SQL.remove_logs, job_ids=job_ids)

    def remove_history(self, before: datetime) -> Iterator[Tally]:
        """Remove changes of vehicles of before a moment; none while an import is being undone."""
        # An undo plans under the same lock: either it is seen here, or it sees what is left.
        yield from self._remove_after(_SQL.exclude_undos, _SQL.remove_history, before)

    def remove_alerts(self, before: datetime) -> Iterator[Tally]:
        """Remove alerts of before a moment, and dead letters, redriven or not."""
        for statement in (_SQL.remove_alerts, _SQL.remove_dead_letters):
            yield from self._remove(statement, before=before)

    def remove_audit(self, before: datetime) -> Iterator[Tally]:
        """Remove entries of the audit log of before a moment."""
        yield from self._remove_after(_SQL.keep_house, _SQL.remove_audit, before)

    def _remove_after(self, first: Any, statement: Any, before: datetime) -> Iterator[Tally]:
        """Remove what `statement` finds of before a moment, each time after `first`."""
        values = {"before": before, "limit": BATCH_ROWS}

        def work(connection: Connection) -> int:
            connection.execute(first)
            return connection.execute(statement, values).rowcount

        while count := self._database.repeat(work):
            yield Tally(count)

    def remove_deliveries(self, before: datetime) -> Iterator[Tally]:
        """Remove from the ledger what SQS will not deliver again, its import being gone."""
        yield from self._remove(_SQL.remove_deliveries, before=before)

    def unfinished(self, job_ids: Sequence[UUID]) -> set[UUID]:
        """Return which of these imports are not over."""
        return set(self._ids(_SQL.unfinished_imports, job_ids=job_ids))

    def sizes(self) -> list[TableSize]:
        """Return what each table takes, ours and Dagster's, the largest first."""
        rows = self._fetch(_SQL.sizes, schemas=["public", DAGSTER_SCHEMA])
        return [TableSize(**row) for row in rows]

    def vacuum(self, tables: Sequence[str]) -> None:
        """Have the space of removed rows used again. Locks out neither readers nor writers.

        Without giving the end of the table back to the system, for which all would have to wait.
        """
        statement = "vacuum (analyze, truncate false, skip_locked) {}"
        names = sql.SQL(", ").join(sql.Identifier(*table.split(".")) for table in tables)
        with self._database.session() as connection:
            connection.execute(sql.SQL(statement).format(names))

    def _remove(self, statement: Any, **values: Any) -> Iterator[Tally]:
        while count := self._execute(statement, **values, limit=BATCH_ROWS):
            yield Tally(count)

    def _ids(self, statement: Any, **values: Any) -> list[UUID]:
        return [row["id"] for row in self._fetch(statement, **values)]

    def _execute(self, statement: Any, **values: Any) -> int:
        return self._database.repeat(lambda each: each.execute(statement, values).rowcount)

    def _fetch(self, statement: Any, **values: Any) -> list[dict[str, Any]]:
        return self._database.repeat(lambda each: each.execute(statement, values).fetchall())
