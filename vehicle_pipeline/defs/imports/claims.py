"""Which run may write to an import."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

import dagster as dg

from vehicle_pipeline.contracts import (
    FILENAME_TAG,
    IN_ORDER_TAG,
    JOB_ID_TAG,
    OCCURRENCE_TAG,
    SCHEDULE_TAG,
    ImportRecord,
)
from vehicle_pipeline.defs.resources import Links, PipelineDatabase
from vehicle_pipeline.domain.messages import both
from vehicle_pipeline.errors import ImportNotActiveError, ImportNotFoundError

# Signs of a file name in a tag.
TAG_LENGTH = 200


def claimed(
    context: dg.OpExecutionContext,
    database: PipelineDatabase,
    links: Links,
    job_id: UUID | None,
    *,
    is_undo: bool = False,
) -> ImportRecord | None:
    """Claim the import for this run; None, with a line in the run's log, if there is no work.

    Raises dg.Failure for an import that does not exist, or is none for this run's job.
    """
    where = {"job_id": job_id, "api_url": links.api_url}
    if job_id is None:
        context.log.warning(both("run_without_import", **where))
        return None
    try:
        if (database.jobs.get(job_id).undoes is not None) is not is_undo:
            raise dg.Failure(both("run_of_other_job", **where), allow_retries=False)
        import_ = database.jobs.start(job_id, context.run_id)
    except ImportNotActiveError:
        status = database.jobs.get(job_id).status
        context.log.warning(both("run_of_ended_import", status=status, **where))
        return None
    except ImportNotFoundError:
        why = both("run_of_unknown_import", **where)
        raise dg.Failure(description=why, allow_retries=False) from None
    if not context.has_tag(JOB_ID_TAG):
        # Launched by hand.
        names = database.schedule_names([import_])
        context.instance.add_run_tags(context.run_id, tags_of(import_, names))
    return import_


def tags_of(import_: ImportRecord, schedule_names: Mapping[UUID, str]) -> dict[str, str]:
    """Return the tags by which people, and the API, find the runs of an import.

    Those of a schedule's import carry its name, or its id once it was deleted.
    """
    tags = {JOB_ID_TAG: str(import_.id), FILENAME_TAG: import_.filename[:TAG_LENGTH]}
    if schedule_id := import_.schedule_id:
        tags[SCHEDULE_TAG] = schedule_names.get(schedule_id, str(schedule_id))
        tags[IN_ORDER_TAG] = str(schedule_id)
    if import_.occurrence_id:
        tags[OCCURRENCE_TAG] = str(import_.occurrence_id)
    return tags


@contextmanager
def owned() -> Iterator[None]:
    """Raise dg.Failure if the import was cancelled, or claimed by another run, in the meantime."""
    try:
        yield
    except ImportNotActiveError:
        raise dg.Failure(
            description="The import was cancelled, or another run has taken it over; "
            "what this run had committed stays.",
            allow_retries=False,
        ) from None
