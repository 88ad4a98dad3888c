"""Which job does the work of an import."""

from dataclasses import dataclass

from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.defs.imports.jobs import dry_run_job, import_job
from vehicle_pipeline.defs.undoing.undo import undo_job


@dataclass(frozen=True)
class Way:
    """A job, its graph, and the op whose config names the import."""

    job: str
    graph: str
    op: str


WAYS = (
    Way(import_job.name, "import_vehicles", "open_upload"),
    Way(dry_run_job.name, "try_import", "open_upload"),
    Way(undo_job.name, "undos", "open_undo"),
)


def way_of(import_: ImportRecord) -> Way:
    """Return how an import is run: for good, tried, or as the undo of another one."""
    import_upload, dry_run, undo = WAYS
    if import_.undoes:
        return undo
    return dry_run if import_.dry_run else import_upload
