"""A receiver of webhooks: a real HTTP server, as awkward as it is told to be."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver:
    """Answers each request with the next of `statuses`, in the end with 204.

    0 stands for no answer: the connection is kept, and a byte is sent now and then.
    """

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}/services/secret-path"
        self.statuses: list[int] = []
        self.bodies: list[dict[str, Any]] = []
        # As they came.
        self.requests: list[tuple[Message, bytes]] = []
        self.closing = threading.Event()

    @property
    def ids(self) -> list[int]:
        return [body["id"] for body in self.bodies]


@contextmanager
def receiving() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.requests.append((self.headers, body))
            receiver.bodies.append(json.loads(body))
            status = receiver.statuses.pop(0) if receiver.statuses else 204
            if status:
                self.send_response(status)
                if status in (301, 302, 307, 308):
                    self.send_header("Location", receiver.url)
                self.end_headers()
            else:
                self.dawdle()

        def dawdle(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline and not receiver.closing.wait(0.05):
                try:
                    self.wfile.write(b".")
                except OSError:
                    return

        def log_message(self, format: str, *args: Any) -> None:
            """Not to the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        receiver = Receiver(server)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield receiver
        finally:
            receiver.closing.set()
            server.shutdown()
            thread.join()
