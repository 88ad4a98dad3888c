"""The guard: an import is compared with the table before anything of it is loaded.

What is found then is what the import would do, unless another import changes the same vehicles
before its chunks are loaded (docs/decisions/0019).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from vehicle_pipeline.access_contracts import AuditAction
from vehicle_pipeline.adapters.access.audit_log import note
from vehicle_pipeline.adapters.alerts.outbox import raise_alert, raise_event
from vehicle_pipeline.adapters.imports.chunk_loading import ChunkRows
from vehicle_pipeline.adapters.imports.job_rows import fence, promise_message, record, write_logs
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.copying import copy_in
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.adapters.postgres.planning import find_by_index
from vehicle_pipeline.contracts import ConflictPolicy, ImportRecord, LogRecord
from vehicle_pipeline.domain import guarding, rejections
from vehicle_pipeline.domain.alerts import import_held
from vehicle_pipeline.errors import ImportActionRefusedError, ImportNotFoundError
from vehicle_pipeline.guard_contracts import GuardFigures, HeldBecause
from vehicle_pipeline.webhook_contracts import ImportEvent

_SQL = load_statements("judging")
_JOBS = load_statements("import_jobs")
_VALUES = ("plate", "modelo", "ano", "valor_fipe")


@dataclass(frozen=True)
class Verdict:
    """What the guard found: the import afterwards, its figures, and the log lines written."""

    import_: ImportRecord
    figures: GuardFigures
    because: list[HeldBecause]
    logs: list[LogRecord]

    @property
    def is_held(self) -> bool:
        """Whether the import now waits for a decision."""
        return not self.import_.status.wants_run


class Judging:
    """Compares imports with the limits of their guards, and records what a person decides."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs = ImportJobs(database)

    def due(self, run_id: str) -> ImportRecord | None:
        """Return the import that a run owns if it is to be judged.

        None if it has no limits, or if an earlier run has loaded some of it: what that found to be
        within the limits is not compared with the table that it has changed itself. Raises
        ImportNotActiveError.
        """
        import_ = self._jobs.of_run(run_id)
        if not import_.guard.is_set:
            return None
        with self._database.transaction() as connection:
            values = {"job_id": import_.id}
            has_begun = connection.execute(_SQL.any_committed, values).fetchone() is not None
        return None if has_begun else import_

    def judge(self, import_: ImportRecord, run_id: str, chunks: Iterable[ChunkRows]) -> Verdict:
        """Compare an import with the table, and hold it if it exceeds a limit.

        A dry run is only told. One whose figures were approved is not held. Raises
        ImportNotActiveError.
        """
        with self._database.transaction() as connection:
            figures = _figures(connection, import_, chunks)
            return _record(connection, fence(connection, run_id), figures)

    def approve(self, job_id: UUID, by: str) -> ImportRecord:
        """Have a held import go on; `by` is the name of who decides.

        It is judged again first, and goes on if its figures are those that were approved. The log
        warns if a newer import of its schedule was completed meanwhile: this one goes on top.
        Raises ImportNotFoundError, or ImportActionRefusedError for an import that is not held.
        """
        with self._database.transaction() as connection:
            approved = _decide(connection, _SQL.approve, job_id, by)
            promise_message(connection, job_id)
            _log(connection, approved, "import_approved")
            note(connection, AuditAction.IMPORT_APPROVED, import_id=job_id)
            _warn_of_newer(connection, job_id)
        return approved

    def discard(self, job_id: UUID, by: str) -> ImportRecord:
        """Cancel a held import; raises as `approve`."""
        with self._database.transaction() as connection:
            discarded = _decide(connection, _SQL.discard, job_id, by)
            _log(connection, discarded, "import_discarded")
            note(connection, AuditAction.IMPORT_DISCARDED, import_id=job_id)
        return discarded


def _figures(
    connection: Connection, import_: ImportRecord, chunks: Iterable[ChunkRows]
) -> GuardFigures:
    # Otherwise no registered vehicle changes.
    updates = import_.on_conflict is ConflictPolicy.UPDATE
    if updates:
        connection.execute(_SQL.create_judged)
    rejected = 0
    for chunk in chunks:
        rejected += rejections.count(chunk.faults)[1]
        if updates:
            copy_in(connection, _SQL.copy_judged, chunk.accepted.select(_VALUES))
    changes = _changes(connection) if updates else {"known": 0, "changed": 0}
    of_schedule = {"schedule_id": import_.schedule_id}
    before = connection.execute(_SQL.rows_before, of_schedule).fetchone() or {"rows_before": None}
    return GuardFigures(total=import_.total_rows or 0, rejected=rejected, **changes, **before)


def _changes(connection: Connection) -> dict[str, Any]:
    """Return what an update would do to the registered vehicles, as GuardFigures has it."""
    find_by_index(connection)
    found = one(connection, _SQL.would_change, {})
    for price in ("largest_before", "largest_after"):
        found[price] = found[price] and guarding.reais(found[price])
    return found


def _record(connection: Connection, import_: ImportRecord, figures: GuardFigures) -> Verdict:
    """Store what was found, in the transaction that found it."""
    because = guarding.exceeded(import_.guard, figures)
    is_approved = import_.approved == figures
    values = {
        "job_id": import_.id,
        "judged": figures.model_dump_json(),
        "because": Jsonb([each.model_dump() for each in because]) if because else None,
        "is_held": bool(because) and not is_approved and not import_.dry_run,
    }
    judged = record(one(connection, _SQL.judged, values))
    if judged.status is not import_.status:
        raise_alert(connection, *import_held(judged), job_id=judged.id)
        raise_event(connection, ImportEvent.HELD, judged)
    # An earlier run may have come as far as this, and a person have decided since.
    is_known = import_.judged == figures and (import_.held_because or []) == because
    lines = [] if is_known else list(guarding.lines(import_, figures, because))
    return Verdict(judged, figures, because, write_logs(connection, judged.id, lines))


def _decide(connection: Connection, statement: Any, job_id: UUID, by: str) -> ImportRecord:
    row = connection.execute(statement, {"job_id": job_id, "by": by}).fetchone()
    if row is not None:
        return record(row)
    if connection.execute(_JOBS.get, {"job_id": job_id}).fetchone() is None:
        raise ImportNotFoundError(job_id)
    raise ImportActionRefusedError("not_held")


def _log(connection: Connection, decided: ImportRecord, code: str) -> None:
    line = LogRecord(level="info", code=code, params={"by": decided.decided_by})
    write_logs(connection, decided.id, [line])


def _warn_of_newer(connection: Connection, job_id: UUID) -> None:
    newer = connection.execute(_SQL.newer, {"job_id": job_id}).fetchone()
    if newer is not None:
        params = {"filename": newer["filename"], "import_id": str(newer["id"])}
        line = LogRecord(level="warning", code="approved_over_newer", params=params)
        write_logs(connection, job_id, [line])
