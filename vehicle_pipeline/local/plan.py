"""Deciding, before anything starts, what a stack consists of and where it listens."""

from collections.abc import Callable
from dataclasses import dataclass

from vehicle_pipeline.local.errors import PortBusyError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.ports import LOOPBACK, PortClaims
from vehicle_pipeline.local.state import StackState
from vehicle_pipeline.settings import Settings, local_url


@dataclass(frozen=True)
class Plan:
    """The settings of a stack with its ports decided; PostgreSQL's address may still be missing."""

    settings: Settings
    # Port of the SQS emulator; None: the queue is configured.
    queue_port: int | None

    @property
    def data_dir(self) -> DataDir:
        """Where the stack keeps its data."""
        return DataDir(self.settings.data_dir)

    @property
    def queue_endpoint(self) -> str:
        """Address of the SQS emulator, if there is one."""
        return f"http://{LOOPBACK}:{self.queue_port}" if self.queue_port else ""

    def state(self, pid: int) -> StackState:
        """The addresses of this stack as seen from this machine."""
        settings = self.settings
        return StackState(
            pid=pid,
            api_url=local_url(settings.api_host, settings.api_port),
            dagster_url=local_url(settings.dagster_host, settings.dagster_port),
        )


def for_people(settings: Settings, ports: PortClaims, tell: Callable[[str], None]) -> Plan:
    """The plan of `up`: the usual ports, or the next free ones, of which it tells.

    Raises PortBusyError for a port that was asked for, by option or environment variable.
    """
    asked = settings.model_fields_set
    api = ports.choose(settings.api_host, settings.api_port, asked="api_port" in asked)
    dagster = ports.choose(
        settings.dagster_host, settings.dagster_port, asked="dagster_port" in asked
    )
    wanted = {"da API": (settings.api_port, api), "do Dagster": (settings.dagster_port, dagster)}
    for what, (usual, chosen) in wanted.items():
        if chosen != usual:
            tell(f"A porta {usual} {what} está em uso; usando a {chosen}.")
    return _plan(settings, ports, api_port=api, dagster_port=dagster)


def for_one_import(settings: Settings, ports: PortClaims) -> Plan:
    """The plan of `import` when no stack is running: any free ports."""
    return _plan(settings, ports, api_port=ports.any_free(), dagster_port=ports.any_free())


def _plan(settings: Settings, ports: PortClaims, **chosen: int) -> Plan:
    data_dir = DataDir(settings.data_dir.resolve())
    data_dir.root.mkdir(parents=True, exist_ok=True)
    complete = {
        **chosen,
        "data_dir": data_dir.root,
        "dagster_home": data_dir.dagster_home,
        "code_server_port": _code_server_port(settings, ports, data_dir),
    }
    return Plan(
        settings.model_copy(update=complete),
        ports.any_free() if settings.queue == "embedded" else None,
    )


def _code_server_port(settings: Settings, ports: PortClaims, data_dir: DataDir) -> int:
    """The port asked for, else the one of the last start if it is free, else any.

    Dagster takes the address of the code server for part of a sensor's identity: at another port
    the history of its ticks would seem to be gone.
    """
    if "code_server_port" in settings.model_fields_set:
        return ports.choose(LOOPBACK, settings.code_server_port, asked=True)
    remembered = data_dir.code_server_port
    try:
        port = ports.choose(LOOPBACK, int(remembered.read_text()), asked=False)
    except (FileNotFoundError, ValueError, PortBusyError):
        port = ports.any_free()
    remembered.write_text(f"{port}\n")
    return port
