import os
import signal
import socket
import subprocess
import sys
import time

import httpx

from tests.api.serving import wait_until
from tests.api.sse import streaming
from tests.api.world import World
from vehicle_pipeline.settings import Settings


def is_up(api: httpx.Client) -> bool:
    try:
        return api.get("/health/live").status_code == 200
    except httpx.TransportError:
        return False


def test_sigterm_ends_open_streams_and_the_process(settings: Settings, world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(settings.data_dir),
        "API_PORT": str(port),
        "SQS_QUEUE_NAME": settings.sqs_queue_name,
    }
    command = [sys.executable, "-m", "api"]
    with (
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=20) as api,
    ):
        wait_until(lambda: is_up(api), seconds=30)
        with streaming(api, job_id=world.add_import()) as one, streaming(api) as all_imports:
            one.next()
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert one.rest() == all_imports.rest() == []
        assert process.wait(10) in (0, -signal.SIGTERM)
        assert time.monotonic() - began < 4
        assert process.stderr is not None
        assert b"ERROR" not in process.stderr.read()
