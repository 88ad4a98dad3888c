"""What runs leave on the disk of the machine that executes them: a folder each, named by its id."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import dagster as dg

from vehicle_pipeline.adapters.batches import Tally, batched
from vehicle_pipeline.defs.compute_logs import FileComputeLogManager

# Folders whose runs are looked up together.
BATCH = 100


@dataclass(frozen=True)
class RunFolders:
    """`kept`: of value for as long as the run is known. `scratch`: only while it works."""

    instance: dg.DagsterInstance
    kept: tuple[Path, ...]
    scratch: Path

    @classmethod
    def of(cls, instance: dg.DagsterInstance, scratch: Path) -> "RunFolders":
        """Return the folders that an instance is configured with."""
        kept = [Path(instance.storage_directory())]
        logs = instance.compute_log_manager
        if isinstance(logs, FileComputeLogManager):
            kept.append(logs.folder)
        return cls(instance, tuple(kept), scratch)

    def remove(self, run_id: str) -> Tally:
        """Remove all that a run left."""
        folders = [root / run_id for root in (*self.kept, self.scratch)]
        if not isinstance(self.instance.compute_log_manager, FileComputeLogManager):
            # Somewhere else, S3 perhaps.
            self.instance.compute_log_manager.delete_logs(prefix=[run_id])
        return _remove([folder for folder in folders if folder.is_dir()])

    def remove_leftovers(self, before: datetime) -> Iterator[Tally]:
        """Remove folders of before a moment: those of unknown runs, and scratch of ended ones."""
        for root in (*self.kept, self.scratch):
            for folders in batched(_older(root, before.timestamp()), BATCH):
                wanted = self._wanted([folder.name for folder in folders], root)
                yield _remove([folder for folder in folders if folder.name not in wanted])

    def _wanted(self, run_ids: list[str], root: Path) -> set[str]:
        runs = self.instance.get_runs(dg.RunsFilter(run_ids=run_ids))
        return {run.run_id for run in runs if root != self.scratch or not run.is_finished}


def _older(root: Path, moment: float) -> Iterator[Path]:
    with suppress(FileNotFoundError):
        for folder in list(root.iterdir()):
            with suppress(FileNotFoundError):
                if folder.is_dir() and folder.stat().st_mtime < moment:
                    yield folder


def _remove(folders: list[Path]) -> Tally:
    size = sum(_size(folder) for folder in folders)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return Tally(len(folders), size)


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            total += path.stat().st_size
    return total
