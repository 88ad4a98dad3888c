"""The proxies of docs/deploy, with ports of a test's own and a certificate that it made."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.api.serving import wait_until

DEPLOY = Path(__file__).parents[4] / "docs" / "deploy"
NAME = "fleet.example.com"
# nginx wants to be told what its package's configuration tells it elsewhere.
_NGINX = """
pid {folder}/nginx.pid;
error_log stderr;
daemon off;
worker_processes 1;
{user}
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/fleet.conf;
}}
"""


@dataclass(frozen=True)
class Ports:
    """Where the proxy listens, and where what is behind it does."""

    console: int
    ui: int
    plain: int
    api: int
    dagster: int


@dataclass(frozen=True)
class Proxy:
    """A running proxy."""

    ports: Ports
    http: httpx.Client

    def ask(self, port: int, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        """Ask for a path, under the name that people know."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.send(self._request(port, path, method, named))

    def stream(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a stream of the API's; only its head is read."""
        return self.http.send(self._request(self.ports.console, path, "GET", headers), stream=True)

    def _request(self, port: int, path: str, method: str, headers: dict[str, str]) -> httpx.Request:
        return self.http.build_request(
            method,
            f"https://127.0.0.1:{port}{path}",
            headers={"Host": f"{NAME}:{port}"} | headers,
            extensions={"sni_hostname": NAME},
        )


def executable(name: str) -> str:
    """Return the path of a program. Without it, CI fails and other machines skip."""
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if path:
        return path
    missing = f"Falta o {name} (no Debian e no Ubuntu: apt install {name}). / {name} is missing."
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


@contextmanager
def running(name: str, ports: Ports, folder: Path) -> Iterator[Proxy]:
    """Run `caddy` or `nginx`."""
    command = {"caddy": _caddy, "nginx": _nginx}[name](ports, folder)
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    process = subprocess.Popen(command, cwd=folder, env=environment)
    try:
        wait_until(lambda: _listens(ports.ui) or process.poll() is not None)
        assert process.poll() is None, "it does not take its configuration"
        with httpx.Client(verify=False, trust_env=False, timeout=20) as http:
            yield Proxy(ports, http)
    finally:
        process.terminate()
        process.wait(20)


def _listens(port: int) -> bool:
    # To try whether the port is free would take it away for a moment.
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


def _caddy(ports: Ports, folder: Path) -> list[str]:
    text = _moved((DEPLOY / "Caddyfile").read_text(), ports)
    certificate = f"\ttls {' '.join(map(str, _certificate(folder)))}\n"
    text = text.replace("\tgrace_period 5s\n", f"\tgrace_period 1s\n\thttp_port {ports.plain}\n")
    text = text.replace(f"\n{NAME} {{\n", f"\n{NAME}:{ports.console} {{\n{certificate}")
    text = text.replace(f"\n{NAME}:8443 {{\n", f"\n{NAME}:{ports.ui} {{\n{certificate}")
    (folder / "Caddyfile").write_text(text)
    return [executable("caddy"), "run", "--config", "Caddyfile", "--adapter", "caddyfile"]


def _nginx(ports: Ports, folder: Path) -> list[str]:
    text = _moved((DEPLOY / "nginx.conf").read_text(), ports)
    certificate, key = _certificate(folder)
    text = text.replace("/etc/ssl/fleet/fullchain.pem", str(certificate))
    text = text.replace("/etc/ssl/fleet/privkey.pem", str(key))
    for usual, port in (("443", ports.console), ("8443", ports.ui), ("80", ports.plain)):
        text = text.replace(f"listen {usual}", f"listen 127.0.0.1:{port}")
    (folder / "fleet.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, user=user))
    return [executable("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]


def _moved(text: str, ports: Ports) -> str:
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{ports.api}")
    return text.replace("127.0.0.1:3000", f"127.0.0.1:{ports.dagster}")


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if not key.exists():
        new = [executable("openssl"), "req", "-x509", "-nodes", "-days", "2", "-newkey", "ec"]
        new += ["-pkeyopt", "ec_paramgen_curve:P-256", "-subj", f"/CN={NAME}"]
        new += ["-addext", f"subjectAltName=DNS:{NAME}"]
        new += ["-keyout", str(key), "-out", str(certificate)]
        subprocess.run(new, check=True, capture_output=True)
    return certificate, key
