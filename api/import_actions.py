"""What people have done with an import: stopped, and imported again."""

from uuid import UUID, uuid4

from api.errors import ApiError
from api.services import Services
from vehicle_pipeline.acting import actor_name
from vehicle_pipeline.contracts import ImportRecord, ImportStatus
from vehicle_pipeline.errors import ObjectNotFoundError


def cancel(services: Services, job_id: UUID) -> None:
    """Cancel an import; raises ApiError (409) for one that is over, ImportNotFoundError."""
    cancelled, _ = services.jobs.cancel(job_id)
    if cancelled.status is not ImportStatus.CANCELLED:
        raise ApiError(409, "import_is_over")


def again(services: Services, job_id: UUID) -> ImportRecord:
    """Have an upload imported again; return the import that does it.

    Raises ApiError (410) where the file is gone, and what `Reimports.again` does.
    """
    key = services.imports.get(job_id).record.object_key
    if not services.store.exists(key):
        raise ApiError(410, "upload_missing")
    try:
        made = services.reimports.again(job_id, uuid4())
    except ObjectNotFoundError as error:
        raise ApiError(410, "upload_missing") from error
    services.relay.wake()
    return made


def undo(services: Services, job_id: UUID, *, dry_run: bool) -> ImportRecord:
    """Take back what an import did, or only find out; return the import that does it."""
    made = services.undos.begin(job_id, uuid4(), dry_run=dry_run)
    services.relay.wake()
    return made


def approve(services: Services, job_id: UUID, by: str) -> None:
    """Have a held import go on; `by` is who decides, where nobody has to show who they are."""
    services.judging.approve(job_id, actor_name() or by)
    services.relay.wake()


def discard(services: Services, job_id: UUID, by: str) -> None:
    """Give a held import up; `by` as for `approve`."""
    services.judging.discard(job_id, actor_name() or by)
