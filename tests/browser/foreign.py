"""A page of another site, which keeps a record of the requests that it gets."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# Chromium finds this name on this machine (`chromium.NAMES`); 127.0.0.1 is another site to it.
HOST = "elsewhere.test"


@dataclass(frozen=True)
class Received:
    """One request as it came; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class ForeignPage:
    """Where the page is, and which requests came in, its own loading among them."""

    url: str
    requests: list[Received] = field(default_factory=list)

    def got(self, method: str, path: str) -> list[Received]:
        """Return the requests of this method and path, with their query strings."""
        return [r for r in self.requests if (r.method, r.path) == (method, path)]


@contextmanager
def foreign_page(html: str, host: str = HOST) -> Iterator[ForeignPage]:
    """Serve `html` at `/` of `host` and an empty answer elsewhere, without a CORS header."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            page.requests.append(self.received())
            content = html.encode() if self.path == "/" else b""
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = answer

        def received(self) -> Received:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            return Received(self.command, self.path, headers, body)

        def log_message(self, format: str, *args: Any) -> None:
            """Not to the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        page = ForeignPage(f"http://{host}:{server.server_port}/")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield page
        finally:
            server.shutdown()
            thread.join()
