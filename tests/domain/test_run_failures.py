import pytest

from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.run_failures import Cause, reason

OP = ("DagsterExecutionStepExecutionError", 'Error occurred while executing op "load_chunks":')
FULL = "run_disk_full"
READ_ONLY = "run_read_only"
MEMORY = "run_out_of_memory"
DATABASE = "run_database_unavailable"
BUSY = "run_database_busy"
STORE = "run_object_store_unavailable"
READER = "run_reader_unavailable"


@pytest.mark.parametrize(
    ("code", "errors"),
    [
        (FULL, [("OSError", "[Errno 28] No space left on device: '/scratch/0.arrow'")]),
        (FULL, [("ComputeError", "No space left on device (os error 28)")]),
        (FULL, [("OSError", "[Errno 122] Disk quota exceeded")]),
        (
            FULL,
            [
                ("DatabaseUnavailableError", "database"),
                ("DiskFull", 'could not extend file "base/5/16384": No space left on device'),
            ],
        ),
        (FULL, [("DatabaseUnavailableError", "database_full")]),
        (FULL, [("ScratchUnavailableError", "scratch_full")]),
        (READ_ONLY, [("OSError", "[Errno 30] Read-only file system: '/scratch'")]),
        (READ_ONLY, [("ReadOnlySqlTransaction", "cannot execute COPY in a read-only transaction")]),
        (READ_ONLY, [("ObjectStoreUnavailableError", "storage_read_only")]),
        (MEMORY, [("MemoryError", "")]),
        (MEMORY, [("OSError", "[Errno 12] Cannot allocate memory")]),
        (MEMORY, [("DatabaseUnavailableError", "database"), ("OutOfMemory", "out of memory")]),
        (DATABASE, [("DatabaseUnavailableError", "database"), ("PoolTimeout", "5.0 sec")]),
        (DATABASE, [("OperationalError", "server closed the connection unexpectedly")]),
        (DATABASE, [("CommitInDoubtError", "database"), ("OperationalError", "closed")]),
        (BUSY, [("DatabaseDeadlockError", "database"), ("DeadlockDetected", "deadlock")]),
        (BUSY, [("DatabaseLockTimeoutError", "database"), ("LockNotAvailable", "timeout")]),
        (FULL, [("DatabaseFullError", "database_full: PostgreSQL has no disk space left.")]),
        (STORE, [("ObjectStoreUnavailableError", "object_store"), ("OSError", "[Errno 5] I/O")]),
        (READER, [("ReaderUnavailableError", "reader_unavailable")]),
        ("run_killed", []),
    ],
)
def test_what_an_operator_can_do_something_about_has_its_sentence(
    code: str, errors: list[Cause]
) -> None:
    assert reason([OP, *errors] if errors else []) == {"reason": code}
    assert sentence("run_failed", reason(errors))


def test_anything_else_is_described_by_its_innermost_error() -> None:
    errors = [OP, ("RuntimeError", "outer"), ("ValueError", "the column\n  is too wide")]
    assert reason(errors) == {"error": "ValueError: the column is too wide"}
    assert (
        sentence("run_failed", reason(errors))
        == "A execução falhou: ValueError: the column is too wide"
    )


def test_a_message_without_a_class_is_kept() -> None:
    assert reason([("", "Run timed out")]) == {"error": "Run timed out"}


def test_a_long_message_is_cut() -> None:
    (said,) = reason([("ValueError", "x" * 1_000)]).values()
    assert len(said) == 300
    assert said.endswith("x…")


def test_characters_that_cannot_be_stored_are_left_out() -> None:
    assert reason([("E", "a\x00b \udcff c")]) == {"error": "E: ab ? c"}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("cannot reach postgresql://me:hunter2@db/fleet", "cannot reach postgresql://db/fleet"),
        ("GET https://s3/x?X-Amz-Signature=hunter2 failed", "GET https://s3/x failed"),
        ("bad option 'password=hunter2' given", "bad option 'password=*** given"),
        ("Password: hunter2", "Password: ***"),
        ("is this so? a=b", "is this so? a=b"),
    ],
)
def test_secrets_are_removed(message: str, said: str) -> None:
    assert reason([("E", message)]) == {"error": f"E: {said}"}
