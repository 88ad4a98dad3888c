from pathlib import Path
from uuid import UUID, uuid4

import pytest

from api.uploads.acceptance import accept
from vehicle_pipeline.adapters.imports.jobs import ImportJobs, NewImport
from vehicle_pipeline.adapters.storage.folder_store import FolderStore
from vehicle_pipeline.contracts import ConflictPolicy, ImportCounts, ImportRecord, ImportStatus
from vehicle_pipeline.errors import DatabaseUnavailableError, ImportNotFoundError
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS

NEW = NewImport(
    id=uuid4(),
    filename="frota.csv",
    object_key="frota.csv",
    file_size=1,
    file_sha256="0" * 64,
    on_conflict=ConflictPolicy.SKIP,
)


class BrokenJobs(ImportJobs):
    """A database that is lost during the commit; `found` is what it says afterwards."""

    def __init__(self, found: bool | None) -> None:
        self._found = found

    def create(self, new: NewImport) -> ImportRecord:
        raise DatabaseUnavailableError

    def get(self, job_id: UUID) -> ImportRecord:
        if self._found is None:
            raise DatabaseUnavailableError
        if not self._found:
            raise ImportNotFoundError(job_id)
        taken = NEW.model_dump(exclude={"file_sha256", "idempotency_key"})
        unknown = ("total_rows", "dialect", "dagster_run_id", "error_code")
        absent = dict.fromkeys((*unknown, "parent_id", "dry_run_report"))
        times = {"created_at": "2026-01-01T00:00:00Z", "started_at": None, "finished_at": None}
        return ImportRecord.model_validate(
            {
                **taken,
                **absent,
                **times,
                "status": ImportStatus.PENDING,
                "counts": ImportCounts(),
                "error_params": {},
            }
        )


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    (tmp_path / NEW.object_key).write_bytes(b"x")
    return FolderStore(tmp_path)


def test_a_commit_that_went_through_unheard_is_found(store: FolderStore, tmp_path: Path) -> None:
    assert accept(NEW, store, BrokenJobs(found=True), DEFAULT_LIMITS).id == NEW.id
    assert (tmp_path / NEW.object_key).exists()


def test_a_commit_that_failed_takes_the_object_along(store: FolderStore, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailableError):
        accept(NEW, store, BrokenJobs(found=False), DEFAULT_LIMITS)
    assert not (tmp_path / NEW.object_key).exists()


def test_while_nobody_knows_the_object_stays(store: FolderStore, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailableError):
        accept(NEW, store, BrokenJobs(found=None), DEFAULT_LIMITS)
    assert (tmp_path / NEW.object_key).exists()
