"""Removes the folders of runs, named by run id, on the machine that executes them.

Folders with other names are never removed, and links are not followed.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import dagster as dg

from vehicle_pipeline.adapters.postgres.batches import Tally, batched
from vehicle_pipeline.defs.launching.compute_logs import FileComputeLogManager

# Folders per lookup of their runs.
BATCH = 100


@dataclass(frozen=True)
class RunFolders:
    """`kept`: roots of folders needed while Dagster knows the run; `scratch`: until it ends."""

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
        """Remove all folders of a run, and its logs in other storage; return their size on disk."""
        folders = [root / run_id for root in (*self.kept, self.scratch) if _is_run_id(run_id)]
        if not isinstance(self.instance.compute_log_manager, FileComputeLogManager):
            # The logs are not on this disk (in S3, for example).
            self.instance.compute_log_manager.delete_logs(prefix=[run_id])
        return _remove([folder for folder in folders if _status_of_folder(folder)])

    def remove_leftovers(self, before: datetime) -> Iterator[Tally]:
        """Remove folders older than `before`: of unknown runs, and scratch of ended runs."""
        for root in (*self.kept, self.scratch):
            for folders in batched(_older(root, before.timestamp()), BATCH):
                wanted = self._wanted([folder.name for folder in folders], root)
                yield _remove([folder for folder in folders if folder.name not in wanted])

    def _wanted(self, run_ids: list[str], root: Path) -> set[str]:
        runs = self.instance.get_runs(dg.RunsFilter(run_ids=run_ids))
        return {run.run_id for run in runs if root != self.scratch or not run.is_finished}


def _older(root: Path, moment: float) -> Iterator[Path]:
    with suppress(FileNotFoundError):
        for folder in filter(lambda each: _is_run_id(each.name), list(root.iterdir())):
            status = _status_of_folder(folder)
            if status and status.st_mtime < moment:
                yield folder


def _is_run_id(name: str) -> bool:
    """Whether Dagster would give this name to a run."""
    with suppress(ValueError):
        return str(UUID(name)) == name
    return False


def _status_of_folder(path: Path) -> os.stat_result | None:
    """Return the status of a folder; None for anything else, also a link to one."""
    with suppress(FileNotFoundError):
        status = path.lstat()
        return status if stat.S_ISDIR(status.st_mode) else None
    return None


def _remove(folders: list[Path]) -> Tally:
    size = sum(_size(folder) for folder in folders)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return Tally(len(folders), size)


def _size(folder: Path) -> int:
    """Return the bytes of all files below a folder, links not followed."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                total += os.lstat(os.path.join(path, name)).st_size  # noqa: PTH118 - many names
    return total
