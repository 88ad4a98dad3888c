"""APIs in threads of the test's process, on ports of their own."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import httpx
import uvicorn

from api.app import create_app
from api.server import options
from vehicle_pipeline.settings import Settings

# Starts an API and returns its address.
Serve = Callable[[Settings], str]
# A busy machine is slow, not wrong.
WAIT_SECONDS = 60
# Connections that an API of a test takes, unless the test is about that.
MANY = 1_000


@contextmanager
def serve() -> Iterator[Serve]:
    """Yield a function that starts an API; leaving stops all of them."""
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(serving(settings))


@contextmanager
def serving(settings: Settings, connections: int = MANY, port: int = 0) -> Iterator[str]:
    """Serve an API on a port, 0 for a free one, and yield its address."""
    given = {**options(settings, connections), "timeout_graceful_shutdown": 1}
    config = uvicorn.Config(create_app(settings), log_level="warning", lifespan="on", **given)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", port)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            wait_until(lambda: server.started)
            yield "http://{}:{}".format(*listener.getsockname())
        finally:
            server.should_exit = True
            thread.join()


def client(address: str) -> httpx.Client:
    """A client of an API. It reads no certificates: that would take longer than most tests do."""
    return httpx.Client(base_url=address, timeout=20, trust_env=False, verify=False)


def wait_until(condition: Callable[[], object], seconds: float = WAIT_SECONDS) -> None:
    """Return once `condition` holds; fail the test if it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
