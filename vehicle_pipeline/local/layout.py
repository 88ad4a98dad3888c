"""Where things are: the files of the project, and the folders of one stack."""

import errno
import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
# Linux allows 107 bytes for the path of a unix socket, macOS 103; room for a temporary suffix.
SOCKET_PATH_LIMIT = 90
SUPERVISOR_SOCKET = "supervisor.sock"
CODE_SERVER_SOCKET = "code-server.sock"
# Written by versions whose code server had a port.
OLD_CODE_SERVER_PORT = "code-server.port"


def project_file(name: str) -> Path:
    """Return a file of the project's top level: in the checkout, or packed into the wheel."""
    for folder in (PACKAGE.parent, PACKAGE / "_project"):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(name)


@dataclass(frozen=True)
class DataDir:
    """The folders and files that one stack keeps."""

    root: Path

    @property
    def postgres(self) -> Path:
        """PostgreSQL's data."""
        return self.root / "postgres"

    @property
    def logs(self) -> Path:
        """One rotated log file per program."""
        return self.root / "logs"

    @property
    def dagster_home(self) -> Path:
        """DAGSTER_HOME: a copy of dagster.yaml, and what Dagster itself writes beside it."""
        return self.root / "dagster_home"

    @property
    def compute_logs(self) -> Path:
        """What runs write to standard output and error."""
        return self.root / "compute_logs"

    @property
    def artifacts(self) -> Path:
        """What Dagster's ops hand to each other."""
        return self.root / "artifacts"

    @property
    def uploads(self) -> Path:
        """The files that were uploaded; `Settings.uploads_url` names the same."""
        return self.root / "uploads"

    @property
    def scratch(self) -> Path:
        """Temporary files of runs; `Settings.scratch_dir` names the same."""
        return self.root / "scratch"

    @property
    def supervisor_conf(self) -> Path:
        """Configuration of supervisord, written anew at each start."""
        return self.root / "supervisord.conf"

    @property
    def sockets(self) -> Path:
        """Folder of the unix sockets: this one, or where the path is short and plain."""
        longest = self.root / max(SUPERVISOR_SOCKET, CODE_SERVER_SOCKET, key=len)
        if len(bytes(longest)) <= SOCKET_PATH_LIMIT and _is_plain(self.root):
            return self.root
        digest = hashlib.sha256(bytes(self.root)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"vehicle-pipeline-{digest}"

    @property
    def supervisor_socket(self) -> Path:
        """Control socket of supervisord."""
        return self.sockets / SUPERVISOR_SOCKET

    @property
    def code_server_socket(self) -> Path:
        """Socket of the code server.

        Always the same one: Dagster takes it for part of a sensor's identity.
        """
        return self.sockets / CODE_SERVER_SOCKET

    @property
    def state(self) -> Path:
        """Addresses of the stack that is running here."""
        return self.root / "stack.json"

    @property
    def lock(self) -> Path:
        """Held by the stack that is running here."""
        return self.root / "stack.lock"

    @property
    def clients_lock(self) -> Path:
        """Shared by the imports that use a stack started by another import."""
        return self.root / "clients.lock"

    @property
    def supervisor_pid(self) -> Path:
        """Process id of supervisord."""
        return self.root / "supervisord.pid"

    def entries(self) -> list[Path]:
        """Everything that a stack puts into the folder, whether or not it is there."""
        named = [self.postgres, self.logs, self.dagster_home, self.compute_logs, self.artifacts]
        named += [self.supervisor_conf, self.supervisor_pid, self.root / SUPERVISOR_SOCKET]
        named += [self.root / CODE_SERVER_SOCKET, self.root / OLD_CODE_SERVER_PORT]
        named += [self.state, self.lock, self.clients_lock]
        return [*named, self.uploads, self.scratch]

    def log(self, program: str) -> Path:
        """Log file of one program."""
        return self.logs / f"{program}.log"

    def create(self) -> None:
        """Make the folders that other parts expect to exist."""
        dagster = (self.dagster_home, self.compute_logs, self.artifacts)
        for folder in (self.root, self.logs, *dagster):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.create_sockets()
        (self.root / OLD_CODE_SERVER_PORT).unlink(missing_ok=True)

    def create_sockets(self) -> None:
        """Make the folder of the sockets; raises PermissionError when it is another user's.

        Outside of the data dir another user could have made one of that name before.
        """
        self.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self.sockets))

    def clear(self) -> None:
        """Remove what serves a running stack only; data and logs stay.

        The locks stay as well: another command may be waiting for one.
        """
        self.remove_sockets()
        old = self.root / OLD_CODE_SERVER_PORT
        for file in (self.state, self.supervisor_conf, self.supervisor_pid, old):
            file.unlink(missing_ok=True)
        # What a run left in it is removed by housekeeping.
        with suppress(OSError):
            self.scratch.rmdir()

    def remove_sockets(self) -> None:
        """Remove the sockets of a stack that has stopped, with their folder outside."""
        self.supervisor_socket.unlink(missing_ok=True)
        self.code_server_socket.unlink(missing_ok=True)
        if self.sockets != self.root:
            # Missing if the start failed early.
            with suppress(OSError):
                self.sockets.rmdir()


def _is_plain(path: Path) -> bool:
    """Whether gRPC finds a socket under this path, which it reads as part of an address."""
    return all(char.isalnum() or char in "/._- " for char in str(path))
