"""Deciding, before anything starts, what a stack consists of and where it listens."""

from collections.abc import Callable
from dataclasses import dataclass

from vehicle_pipeline.local import ports
from vehicle_pipeline.local.environment import LOOPBACK
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.state import StackState
from vehicle_pipeline.settings import Settings

EVERY_ADDRESS = {"0.0.0.0", "::", ""}


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
            api_url=_local_url(settings.api_host, settings.api_port),
            dagster_url=_local_url(settings.dagster_host, settings.dagster_port),
        )


def for_people(settings: Settings, tell: Callable[[str], None]) -> Plan:
    """The plan of `up`: the usual ports, or the next free ones, of which it tells.

    Raises PortBusyError for a port that was asked for, by option or environment variable.
    """
    asked = settings.model_fields_set
    api = ports.choose(settings.api_host, settings.api_port, asked="api_port" in asked)
    dagster = ports.choose(
        settings.dagster_host, settings.dagster_port, asked="dagster_port" in asked, taken={api}
    )
    wanted = {"da API": (settings.api_port, api), "do Dagster": (settings.dagster_port, dagster)}
    for what, (usual, chosen) in wanted.items():
        if chosen != usual:
            tell(f"A porta {usual} {what} está em uso; usando a {chosen}.")
    return _plan(settings, api_port=api, dagster_port=dagster)


def for_one_import(settings: Settings) -> Plan:
    """The plan of `import` when no stack is running: any free ports."""
    return _plan(settings, api_port=ports.any_free(), dagster_port=ports.any_free())


def _plan(settings: Settings, **chosen: int) -> Plan:
    data_dir = DataDir(settings.data_dir.resolve())
    code_server = settings.code_server_port
    if "code_server_port" in settings.model_fields_set:
        ports.choose(LOOPBACK, code_server, asked=True)
    else:
        code_server = ports.any_free()
    complete = {
        **chosen,
        "data_dir": data_dir.root,
        "dagster_home": data_dir.dagster_home,
        "code_server_port": code_server,
    }
    return Plan(
        settings.model_copy(update=complete),
        ports.any_free() if settings.queue == "embedded" else None,
    )


def _local_url(host: str, port: int) -> str:
    name = LOOPBACK if host in EVERY_ADDRESS else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
