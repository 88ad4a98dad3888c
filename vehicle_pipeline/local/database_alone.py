"""The embedded PostgreSQL without the rest of a stack, for as long as a tool works on it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from vehicle_pipeline.local import data_dirs, owner, state
from vehicle_pipeline.local.environment import marks
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.leftovers import end_leftovers
from vehicle_pipeline.local.narrator import Narrator
from vehicle_pipeline.local.postgres import EmbeddedPostgres
from vehicle_pipeline.local.readiness import Watch
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
    found_by = marks(data_dir.root, owner.identity())
    supervisor.start([server.program], {**inherited, **found_by})
    supervisor.start_programs([server.program])
    Watch(supervisor, [server.program], data_dir).until_serving(server)
    return server.url()
