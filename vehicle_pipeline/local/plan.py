"""Deciding, before anything starts, what a stack consists of and where it listens."""

from collections.abc import Callable
from dataclasses import dataclass

from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.local.errors import BadUsageError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.ports import LOOPBACK, PortClaims
from vehicle_pipeline.local.state import StackState
from vehicle_pipeline.settings import Settings

# Settings of the ports that people look at: what they belong to, and the setting of its address.
_SERVERS = {
    "api_port": ("da API", "api_host"),
    "dagster_port": ("do Dagster", "dagster_host"),
}


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
            pid=pid, api_url=settings.api_address, dagster_url=settings.dagster_address
        )


def for_people(settings: Settings, ports: PortClaims, tell: Callable[[str], None]) -> Plan:
    """The plan of `up`: the usual ports, or the next free ones, which it notes.

    Raises PortError for a port that was asked for, by option or environment variable.
    """
    _refuse_exposed(settings)
    chosen = _asked(settings, ports)
    for name, (what, host) in _SERVERS.items():
        if name in chosen:
            continue
        usual = getattr(settings, name)
        chosen[name] = ports.choose(getattr(settings, host), usual, asked=False)
        if chosen[name] != usual:
            tell(f"A porta {usual} {what} está em uso; usando a {chosen[name]}.")
    return _plan(settings, ports, chosen)


def for_one_import(settings: Settings, ports: PortClaims) -> Plan:
    """The plan of `import` when no stack is running: any free ports."""
    _refuse_exposed(settings)
    return _plan(settings, ports, {name: ports.any_free() for name in _SERVERS})


def _refuse_exposed(settings: Settings) -> None:
    """Raise BadUsageError for a stack that would let strangers in, or nobody."""
    for code in [*settings.oidc_faults, *settings.exposed]:
        raise BadUsageError(f"{sentence(code, {})}.")


def _asked(settings: Settings, ports: PortClaims) -> dict[str, int]:
    """Claim the ports that were asked for, before a usual one could take their place."""
    return {
        name: ports.choose(getattr(settings, host), getattr(settings, name), asked=True)
        for name, (_, host) in _SERVERS.items()
        if name in settings.model_fields_set
    }


def _plan(settings: Settings, ports: PortClaims, chosen: dict[str, int]) -> Plan:
    data_dir = DataDir(settings.data_dir.resolve())
    complete = {**chosen, "data_dir": data_dir.root, "dagster_home": data_dir.dagster_home}
    return Plan(
        settings.model_copy(update=complete),
        ports.any_free() if settings.queue == "embedded" else None,
    )
