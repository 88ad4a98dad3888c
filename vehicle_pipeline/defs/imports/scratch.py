"""Passes values between ops through files in the run's scratch folder.

Frames are written as Arrow files and read back memory-mapped. This works within one process and
across several, and frees the memory when an op ends.
"""

import pickle
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from vehicle_pipeline.adapters.storage import disk
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.errors import ScratchUnavailableError, UnavailableError

_FRAME = ".arrow"


class ScratchFolder(dg.ConfigurableResource[None]):
    """A folder per run under `base_dir`, on the machine that executes the run."""

    base_dir: str

    def of_run(self, run_id: str) -> Path:
        """Return the run's folder; create it if it is missing."""
        folder = Path(self.base_dir) / run_id
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def records(self, run_id: str, chunk_index: int) -> Path:
        """Return the path of the Arrow file with a chunk's records as read."""
        return self.of_run(run_id) / f"records-{chunk_index}.arrow"

    def remove(self, run_id: str) -> None:
        """Remove the run's folder with its contents."""
        shutil.rmtree(Path(self.base_dir) / run_id, ignore_errors=True)


@contextmanager
def writing() -> Iterator[None]:
    """Raise ScratchUnavailableError if the disk is full or read-only."""
    try:
        yield
    except OSError as error:
        condition = disk.condition(error)
        if condition == "unavailable":
            raise
        raise ScratchUnavailableError(f"scratch_{condition}") from error


@dg.failure_hook(required_resource_keys={"scratch"})
def drop_scratch(context: dg.HookContext) -> None:
    """Remove a failed run's files; its retry starts from the upload again."""
    context.resources.scratch.remove(context.run_id)
    if why := _unavailable(context.op_exception):
        context.log.error(f"{sentence(why.code, {}, 'en')}.")


def _unavailable(error: BaseException | None) -> UnavailableError | None:
    """Return the UnavailableError among an op's error and its causes; Dagster wraps some errors."""
    while error:
        if isinstance(error, UnavailableError):
            return error
        error = error.__cause__ or error.__context__
    return None


class ScratchIOManager(dg.IOManager):
    """Keeps the outputs of a run's ops in the run's scratch folder."""

    def __init__(self, scratch: ScratchFolder) -> None:
        self._scratch = scratch

    def _file(self, context: dg.OutputContext) -> Path:
        # A mapped step's name has brackets (`read_chunk[7]`), which Polars reads as a pattern.
        name = "-".join(context.get_identifier()[1:])
        return self._scratch.of_run(context.run_id) / re.sub(r"[\[\].]", "-", name)

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        """Write one output."""
        with writing():
            path = self._file(context)
            if isinstance(obj, pl.DataFrame):
                obj.write_ipc(path.with_suffix(_FRAME), compression="uncompressed")
            else:
                path.write_bytes(pickle.dumps(obj))

    def load_input(self, context: dg.InputContext) -> Any:
        """Read one input; a frame is read lazily unless the op asks for a DataFrame."""
        if context.upstream_output is None:
            raise dg.DagsterInvariantViolationError("scratch holds outputs of this run only")
        path = self._file(context.upstream_output)
        frame = path.with_suffix(_FRAME)
        if not frame.exists():
            return pickle.loads(path.read_bytes())
        is_eager = context.dagster_type.typing_type is pl.DataFrame
        return pl.read_ipc(frame) if is_eager else pl.scan_ipc(frame)
