"""stack.json: the addresses of the stack that runs on a data dir."""

from pydantic import BaseModel, ValidationError

from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.locks import FileLock


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


def is_held(data_dir: DataDir) -> bool:
    """Whether a stack is running, starting or stopping on the data dir."""
    if not data_dir.lock.exists():
        return False
    with FileLock(data_dir.lock) as lock:
        return not lock.acquire(shared=True, patience=0)
