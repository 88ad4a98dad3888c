"""What has been accepted so far, and its watchers; shared by all threads."""

import threading
from collections.abc import Callable

from chaos.uploads import Upload
from chaos.watchers import Watcher


class Board:
    """The accepted uploads by name."""

    def __init__(self, watch: Callable[[str, str], Watcher]) -> None:
        self._lock = threading.Lock()
        self._watch = watch
        self._jobs: dict[str, str] = {}
        self._watchers: dict[str, Watcher] = {}
        self._to_undo: list[str] = []

    def accepted(self, upload: Upload, job_id: str) -> None:
        """Note that an upload was accepted, and have its import watched."""
        watcher = self._watch(job_id, "undone" if upload.is_undone else "completed")
        with self._lock:
            self._jobs[upload.name] = job_id
            self._watchers[job_id] = watcher
            if upload.is_undone:
                self._to_undo.append(job_id)

    @property
    def jobs(self) -> dict[str, str]:
        """The import of each accepted upload."""
        with self._lock:
            return dict(self._jobs)

    @property
    def to_undo(self) -> list[str]:
        """The imports that are to be undone once they are completed."""
        with self._lock:
            return list(self._to_undo)

    @property
    def watchers(self) -> dict[str, Watcher]:
        """The watcher of each import."""
        with self._lock:
            return dict(self._watchers)

    def open(self) -> list[str]:
        """Return the imports that no watcher has seen completed, the newest last."""
        return [job_id for job_id, it in self.watchers.items() if it.last_status != "completed"]
