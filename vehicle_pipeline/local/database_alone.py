"""The embedded PostgreSQL without the rest of a stack, for as long as a tool works on it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from vehicle_pipeline.local import data_dirs, owner, state
from vehicle_pipeline.local.environment import STACK_MARKER, STACK_OWNER
from vehicle_pipeline.local.errors import StartError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.leftovers import end_leftovers
from vehicle_pipeline.local.narrator import Narrator
from vehicle_pipeline.local.postgres import START_SECONDS, EmbeddedPostgres
from vehicle_pipeline.local.supervisor import Supervisor
from vehicle_pipeline.settings import Settings


@contextmanager
def running_alone(
    settings: Settings, inherited: Mapping[str, str], narrator: Narrator
) -> Iterator[str]:
    """Start the server of the data dir, a new one if there is none, and yield its address.

    It has the variables `inherited`. No stack can start there meanwhile.
    Raises AlreadyRunningError and StartError.
    """
    with data_dirs.opened(settings, narrator.note) as data_dir, state.holding(data_dir):
        data_dir.create()
        supervisor = Supervisor(data_dir)
        try:
            yield _started(data_dir, supervisor, inherited)
        finally:
            supervisor.stop()
            end_leftovers(data_dir.root)
            data_dir.clear()


def _started(data_dir: DataDir, supervisor: Supervisor, inherited: Mapping[str, str]) -> str:
    server = EmbeddedPostgres(data_dir.postgres)
    server.forget_crash()
    marks = {STACK_MARKER: str(data_dir.root), STACK_OWNER: owner.identity()}
    supervisor.start([server.program], {**inherited, **marks})
    supervisor.start_programs([server.program])
    if not server.wait_until_ready(seconds=START_SECONDS):
        raise StartError("O PostgreSQL não iniciou.", data_dir.log("postgres").read_text())
    return server.url()
