"""stack.json: the addresses of the stack that runs on a data dir."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel, ValidationError

from vehicle_pipeline.local.errors import AlreadyRunningError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.leftovers import end_leftovers, is_owned
from vehicle_pipeline.local.locks import FileLock

# `is_held` may be looking at the lock for a moment.
LOCK_PATIENCE = 0.5


class StackState(BaseModel):
    """Written when a stack is ready, removed when it stops."""

    pid: int
    api_url: str
    dagster_url: str

    def write(self, data_dir: DataDir) -> None:
        """Publish this state, all at once."""
        draft = data_dir.state.with_suffix(".json.new")
        draft.write_text(self.model_dump_json(indent=2) + "\n", "utf-8")
        draft.replace(data_dir.state)


def read(data_dir: DataDir) -> StackState | None:
    """Return what is published, which may be from a stack that crashed; see `is_held`."""
    try:
        return StackState.model_validate_json(data_dir.state.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


@contextmanager
def holding(data_dir: DataDir) -> Iterator[None]:
    """Keep every other stack off the data dir, and end what is left of one that crashed there.

    Raises AlreadyRunningError when one is running, starting or stopping there.
    """
    with FileLock(data_dir.lock) as lock:
        # Removing the lock's file does not stop the stack that holds it.
        if not lock.acquire(patience=LOCK_PATIENCE) or is_owned(data_dir.root):
            running = read(data_dir)
            addresses = f": API {running.api_url}, Dagster {running.dagster_url}" if running else ""
            raise AlreadyRunningError(data_dir.root, addresses)
        end_leftovers(data_dir.root)
        yield


def is_held(data_dir: DataDir) -> bool:
    """Whether a stack is running, starting or stopping on the data dir."""
    if not data_dir.lock.exists():
        return is_owned(data_dir.root)
    with FileLock(data_dir.lock) as lock:
        return not lock.acquire(shared=True, patience=0) or is_owned(data_dir.root)
