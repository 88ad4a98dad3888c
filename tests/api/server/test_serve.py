"""The API as a process, whichever command starts it."""

import os
import signal
import socket
import subprocess
import sys
import sysconfig
from pathlib import Path

import httpx
import pytest

from tests.api.serving import wait_until
from vehicle_pipeline.settings import Settings

SCRIPT = str(Path(sysconfig.get_path("scripts")) / "vehicle-pipeline")


@pytest.mark.parametrize(
    ("command", "status"),
    [((SCRIPT, "api"), 0), ((sys.executable, "-m", "api"), -signal.SIGTERM)],
    ids=["command", "module"],
)
def test_every_command_serves_with_the_same_limits(
    settings: Settings, tmp_path: Path, command: tuple[str, ...], status: int
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "API_PORT": str(port),
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(tmp_path),
        "NO_PROXY": "127.0.0.1",
        "QUEUE": "aws",
    }
    with subprocess.Popen(command, env=environment) as process:
        try:
            wait_until(lambda: _status(port, "a") == 200, 30)
            assert _status(port, "a" * 70_000) == 431
        finally:
            process.terminate()
        assert process.wait(10) == status


def _status(port: int, header: str) -> int | None:
    try:
        url = f"http://127.0.0.1:{port}/health/live"
        return httpx.get(url, headers={"x": header}, trust_env=False).status_code
    except httpx.HTTPError:
        return None
