"""A real Prometheus, installed by the machine's package manager, that scrapes an API under test."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.api.serving import client, wait_until

MONITORING = Path(__file__).parents[3] / "docs" / "monitoring"
MISSING = (
    "Falta o Prometheus (no Debian e no Ubuntu: apt install prometheus). "
    "/ Prometheus is missing (on Debian and Ubuntu: apt install prometheus)."
)
# Two scrapes are needed before anything has a rate.
INTERVAL = "500ms"
# What Grafana puts in the place of its variables.
RANGE = "30s"


def executable(name: str) -> str:
    """Return the path of one of its programs. Without it, CI fails and other machines skip."""
    if path := shutil.which(name):
        return path
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


class Prometheus:
    """Asks a server by its HTTP API; a query that it refuses fails the test."""

    def __init__(self, api: httpx.Client) -> None:
        self._api = api

    def query(self, expression: str) -> list[dict[str, Any]]:
        """The samples that an expression has now."""
        for variable in ("$__rate_interval", "$__range"):
            expression = expression.replace(variable, RANGE)
        return list(self._get("query", query=expression)["result"])

    def labels(self, metric: str) -> set[str]:
        """The labels of a metric, empty if there is none of that name."""
        return {label for series in self._get("series", **{"match[]": metric}) for label in series}

    def rules(self) -> list[dict[str, Any]]:
        """Every rule, with what became of its last evaluation."""
        return [rule for group in self._get("rules")["groups"] for rule in group["rules"]]

    def _get(self, what: str, **parameters: str) -> Any:
        answer = self._api.get(f"/api/v1/{what}", params=parameters)
        assert answer.json()["status"] == "success", (answer.text, parameters)
        return answer.json()["data"]


@contextmanager
def running_prometheus(target: str, folder: Path) -> Iterator[Prometheus]:
    """Have `target` scraped, with our rules, until the context is left."""
    config = yaml.safe_load((MONITORING / "prometheus.yml").read_text())
    config["global"] = {"scrape_interval": INTERVAL, "evaluation_interval": INTERVAL}
    config["rule_files"] = [str(MONITORING / "rules.yml")]
    config["scrape_configs"][0]["static_configs"] = [{"targets": [target]}]
    file = folder / "prometheus.yml"
    file.write_text(yaml.safe_dump(config))
    port = _free_port()
    command = [
        executable("prometheus"),
        f"--config.file={file}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=error",
    ]
    with subprocess.Popen(command) as process, client(f"http://127.0.0.1:{port}") as api:
        try:
            wait_until(lambda: _is_ready(api))
            yield Prometheus(api)
        finally:
            process.terminate()


def _is_ready(api: httpx.Client) -> bool:
    try:
        return api.get("/-/ready").is_success
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
