"""Another user of the machine reaches neither the data nor the inner parts of a stack."""

import json
import os
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from tests.system.conftest import Stack

# One that Debian has for exactly this, and a Python that it may run.
NOBODY = 65_534
PYTHON = Path("/usr/bin/python3")
TRY = """
import json, os, socket, sys
folder, address = sys.argv[1:]
found = {"uid": os.getuid()}
try:
    found["folder"] = os.listdir(folder)
except OSError as error:
    found["folder"] = type(error).__name__
try:
    socket.socket(socket.AF_UNIX).connect(address)
    found["socket"] = "connected"
except OSError as error:
    found["socket"] = type(error).__name__
print(json.dumps(found))
"""

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not PYTHON.exists(), reason="only root can be somebody else"
)


def tried(folder: Path, address: Path) -> dict[str, object]:
    """What nobody finds in a folder and at a socket."""
    done = subprocess.run(
        [PYTHON, "-c", TRY, folder, address],
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_neither_data_dir_nor_postgresql(stack: Stack) -> None:
    url = stack.environment()["DATABASE_URL"]
    with psycopg.connect(url) as connection:
        folder, port = Path(connection.info.host), connection.info.port
    found = tried(stack.data_dir, folder / f".s.PGSQL.{port}")
    assert found == {"uid": NOBODY, "folder": "PermissionError", "socket": "PermissionError"}


def test_a_socket_of_everybody_would_be_found(tmp_path_factory: pytest.TempPathFactory) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        path = Path(f"/tmp/everybody-{os.getpid()}.sock")
        try:
            listener.bind(str(path))
            path.chmod(0o777)
            listener.listen()
            assert tried(Path("/"), path)["socket"] == "connected"
        finally:
            path.unlink()


def test_the_queue_answers_only_who_knows_its_key(stack: Stack) -> None:
    address = stack.environment()["AWS_ENDPOINT_URL_SQS"]
    assert urlsplit(address).hostname == "127.0.0.1"
    signed = "AWS4-HMAC-SHA256 Credential={}/20260101/us-east-1/sqs/aws4_request, Signature=0"
    for key in ("", "test", "0" * 32):
        headers = {"Authorization": signed.format(key)} if key else {}
        answer = httpx.post(
            address, headers=headers, data={"Action": "ListQueues"}, trust_env=False
        )
        assert answer.status_code == 403
