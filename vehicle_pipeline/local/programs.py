"""The processes of a stack, as commands; the same under any process manager."""

import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vehicle_pipeline.local.layout import DataDir, project_file
from vehicle_pipeline.settings import Settings


@dataclass(frozen=True)
class Program:
    """One process that is started, watched and stopped."""

    name: str
    label: str
    command: tuple[str, ...]
    # The app stops first: its last requests still find the services.
    group: Literal["services", "app"] = "app"
    user: str | None = None
    stop_signal: str = "TERM"
    # Seconds from the stop signal to SIGKILL.
    stop_seconds: int = 15
    # PostgreSQL shuts its own children down in order; signalling them as well would spoil that.
    signal_children: bool = True


def _script(name: str) -> str:
    """Path of a console script of this Python environment."""
    return str(Path(sysconfig.get_path("scripts")) / name)


def _workspace(settings: Settings) -> str:
    """The workspace.yaml beside dagster.yaml when there is one, else the project's."""
    own = settings.dagster_home.resolve() / "workspace.yaml"
    return str(own if own.is_file() else project_file("dagster_home/workspace.yaml"))


def code_server(settings: Settings) -> Program:
    """Serves the definitions to the daemon and the UI, and to no other user of the machine.

    A port would be open to all of them: Dagster's protocol knows no login.
    """
    module = ("-m", "vehicle_pipeline.defs.launching.code_server")
    definitions = ("-m", "vehicle_pipeline.definitions")
    socket = DataDir(settings.data_dir.resolve()).code_server_socket
    return Program(
        "code-server",
        "servidor de código do Dagster",
        (sys.executable, *module, "api", "grpc", *definitions, "-s", str(socket)),
        # A daemon whose code server goes away while a sensor ticks waits for it to come back.
        group="services",
    )


def daemon(settings: Settings) -> Program:
    """Ticks the sensors and schedules, launches and monitors the runs."""
    return Program(
        "daemon",
        "daemon do Dagster",
        (
            sys.executable,
            "-m",
            "vehicle_pipeline.defs.launching.daemon",
            "run",
            "-w",
            _workspace(settings),
        ),
    )


def webserver(settings: Settings) -> Program:
    """The Dagster UI."""
    module = ("-m", "vehicle_pipeline.defs.launching.webserver")
    address = ("-h", settings.dagster_host, "-p", str(settings.dagster_port))
    mode = ("--read-only",) if settings.dagster_read_only else ()
    command = (sys.executable, *module, *address, *mode, "-w", _workspace(settings))
    return Program("webserver", "interface do Dagster", command)


def api() -> Program:
    """Uploads, queries and live events; takes its address from the environment."""
    return Program("api", "API", (_script("vehicle-pipeline"), "api"))


def queue_emulator(port: int) -> Program:
    """SQS on this machine; forgets its messages when it stops."""
    command = (sys.executable, "-m", "vehicle_pipeline.local.queue_emulator", str(port))
    return Program("queue-emulator", "emulador de SQS", command, group="services")
