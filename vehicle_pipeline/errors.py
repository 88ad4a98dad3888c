"""The package's error tree. Adapters translate driver errors into these with `raise ... from`."""

from collections.abc import Mapping, Sequence
from typing import Any, Self
from uuid import UUID


class PipelineError(Exception):
    """Something went wrong inside the pipeline."""


class BadSpreadsheetError(PipelineError):
    """The uploaded file cannot be imported at all; the sender has to change it.

    `code` names a sentence of `domain.messages`, `params` fills it in. Retrying never helps.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
        # The row that is the header, or most like one, where its columns are what is wrong.
        self.header_row: int | None = None
        # The columns of that row about which there is no doubt, by our field; the first is 0.
        self.positions: dict[str, int] = {}

    def of_header(self, row: int, positions: Mapping[str, int]) -> Self:
        """Return the error, which is about other columns of a header row (the first is 1)."""
        self.header_row = row
        self.positions = dict(positions)
        return self


class TooManyRowsError(PipelineError):
    """A file of this kind has no room for all rows."""


class BadOptionError(PipelineError):
    """An option of an upload makes no sense; `code` and `params` as in BadSpreadsheetError."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class BadScheduleError(PipelineError):
    """A schedule makes no sense; `code` and `params` as in BadSpreadsheetError."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class ScheduleFaultsError(PipelineError):
    """Several things that a schedule says make no sense, each as an error of its own."""

    def __init__(self, faults: Sequence[BadScheduleError | BadOptionError]) -> None:
        super().__init__(*faults)
        self.faults = tuple(faults)


class SourceUnreadableError(PipelineError):
    """A schedule's source cannot be read; `code` and `params` as in BadSpreadsheetError."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class ScheduleNotFoundError(PipelineError):
    """There is no schedule with this id."""


class ScheduleChangedMeanwhileError(PipelineError):
    """A schedule is not any more as who changes it has seen it."""


class ScheduleNameTakenError(PipelineError):
    """Another schedule has this name."""


class OccurrenceNotFoundError(PipelineError):
    """The schedule has no occurrence with this id."""


class OccurrenceNotOpenError(PipelineError):
    """The occurrence has ended, or another run took it over; this run must stop."""


class OccurrenceUnderWayError(PipelineError):
    """The occurrence is due or running, so it cannot be replayed."""


class SourceObjectNotFoundError(PipelineError):
    """The schedule's ledger has no object with this id that can be taken up."""


class SourceObjectUnderWayError(PipelineError):
    """The object waits to be imported, or is being imported."""


class ImportNotFoundError(PipelineError):
    """There is no import with this id."""


class DraftNotFoundError(PipelineError):
    """No upload with this id waits for a confirmation."""


class ImportNotActiveError(PipelineError):
    """The import is finished, or another run took it over; this run must stop writing."""


class ImportNotRevivableError(PipelineError):
    """The import is active, or completed: there is nothing to continue."""


class ImportActionRefusedError(PipelineError):
    """An import is none that this can be done with; `code` names the sentence that says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class RowsAlreadySentError(PipelineError):
    """Corrected rows were sent before, corrected otherwise."""


class DeadLetterNotFoundError(PipelineError):
    """There is no dead letter with this id."""


class DeadLetterOrphanedError(PipelineError):
    """A dead letter's import does not exist; `job_id` is its id."""

    def __init__(self, job_id: UUID) -> None:
        super().__init__(job_id)
        self.job_id = job_id


class IdempotencyConflictError(PipelineError):
    """The same Idempotency-Key arrived before with another file or other options."""


class UnavailableError(PipelineError):
    """A service the pipeline needs is away, full or read-only; trying again later may help.

    `code` names a sentence of `domain.messages`; by default it says that the service is away.
    The message is the code and the first line of the class's docstring.
    """

    def __init__(self, service: str, code: str | None = None) -> None:
        self.service = service
        self.code = code or f"{service}_unavailable"
        line, _, _ = (type(self).__doc__ or "").partition("\n")
        super().__init__(f"{self.code}: {line}")


class DatabaseError(UnavailableError):
    """PostgreSQL did not carry out a transaction; nothing of it is stored."""

    CODE = "database_unavailable"

    def __init__(self) -> None:
        super().__init__("database", self.CODE)


class DatabaseUnavailableError(DatabaseError):
    """PostgreSQL cannot be reached, or takes no more connections."""


class DatabaseRestartingError(DatabaseUnavailableError):
    """PostgreSQL is starting up or shutting down."""

    CODE = "database_restarting"


class DatabaseFullError(DatabaseUnavailableError):
    """PostgreSQL has no disk space left."""

    CODE = "database_full"


class DatabaseReadOnlyError(DatabaseUnavailableError):
    """PostgreSQL takes no writes, as a standby does after a failover."""

    CODE = "database_read_only"


class CommitInDoubtError(DatabaseUnavailableError):
    """The connection broke during a commit; whether PostgreSQL carries it out is not known."""


class DatabaseConflictError(DatabaseError):
    """PostgreSQL ended a transaction in favour of a concurrent one; it can be repeated."""

    CODE = "database_conflict"


class DatabaseDeadlockError(DatabaseConflictError):
    """PostgreSQL ended a transaction to resolve a deadlock."""


class DatabaseSerializationError(DatabaseConflictError):
    """PostgreSQL could not serialize a transaction with concurrent ones."""


class DatabaseLockTimeoutError(DatabaseError):
    """A statement waited too long for a lock."""

    CODE = "database_lock_timeout"


class DatabaseStatementTimeoutError(DatabaseError):
    """A statement took too long and was cancelled."""

    CODE = "database_statement_timeout"


class StatementRefusedError(PipelineError):
    """PostgreSQL refused a statement: a mistake of the program, or in the data."""


class TableMissingError(StatementRefusedError):
    """A statement names a table that does not exist (yet)."""


class ObjectStoreUnavailableError(UnavailableError):
    """The object store cannot be reached, is full or is read-only."""

    def __init__(self, code: str | None = None) -> None:
        super().__init__("object_store", code)


class ObjectNotFoundError(PipelineError):
    """The object store has nothing under this key."""


class ObjectChangedError(PipelineError):
    """An object of a source is not the version any more that was seen."""


class AccessRefusedError(PipelineError):
    """Nothing shows who sent a request; `code` is the sentence that says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class LoginProviderUnavailableError(UnavailableError):
    """The OpenID provider cannot be asked."""

    def __init__(self, reason: str) -> None:
        super().__init__("login_provider")
        self.reason = reason

    def __str__(self) -> str:
        """Return what is wrong with it, for the log."""
        return self.reason


class TokenNotFoundError(PipelineError):
    """There is no such token."""


class AlertNotTakenError(PipelineError):
    """The receiver of an alert did not take it; the message says why, without its address."""


class QueueUnavailableError(UnavailableError):
    """The SQS endpoint cannot be reached."""

    def __init__(self) -> None:
        super().__init__("queue")


class ScratchUnavailableError(UnavailableError):
    """The disk on which a run keeps its working files is full or read-only."""

    def __init__(self, code: str) -> None:
        super().__init__("scratch", code)


class ReaderUnavailableError(UnavailableError):
    """The process that reads workbooks cannot be started on this machine."""

    def __init__(self) -> None:
        super().__init__("reader")
