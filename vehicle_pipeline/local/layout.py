"""Where things are: the files of the project, and the folders of one stack."""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
# Linux allows 107 bytes for the path of a unix socket, macOS 103; room for a temporary suffix.
SOCKET_PATH_LIMIT = 90


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
    def supervisor_conf(self) -> Path:
        """Configuration of supervisord, written anew at each start."""
        return self.root / "supervisord.conf"

    @property
    def supervisor_socket(self) -> Path:
        """Control socket of supervisord: here, or in a short path when this one is too long."""
        path = self.root / "supervisor.sock"
        if len(bytes(path)) <= SOCKET_PATH_LIMIT:
            return path
        digest = hashlib.sha256(bytes(self.root)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"vehicle-pipeline-{digest}.sock"

    @property
    def code_server_port(self) -> Path:
        """Port of the code server, the same at every start."""
        return self.root / "code-server.port"

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
        named += [self.supervisor_conf, self.supervisor_pid, self.root / "supervisor.sock"]
        named += [self.code_server_port, self.state, self.lock, self.clients_lock]
        # `Settings` names these two.
        return [*named, self.root / "uploads", self.root / "scratch"]

    def log(self, program: str) -> Path:
        """Log file of one program."""
        return self.logs / f"{program}.log"

    def create(self) -> None:
        """Make the folders that other parts expect to exist."""
        dagster = (self.dagster_home, self.compute_logs, self.artifacts)
        for folder in (self.root, self.logs, *dagster):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
