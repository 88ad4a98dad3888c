"""An OpenID provider that says whatever a test wants, over real HTTP, with real signatures."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from joserfc import jws
from joserfc.jwk import ECKey, Key, RSAKey

CLIENT = "frota"
# Making keys takes longer than most tests.
KEYS: dict[str, Key] = {
    "one": RSAKey.generate_key(2048, {"kid": "one"}),
    "two": RSAKey.generate_key(2048, {"kid": "two"}),
    "curve": ECKey.generate_key("P-256", {"kid": "curve"}),
}


class Issuer:
    """Lists the public halves of `published`; redeems any code for what is in `tokens`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.published = [KEYS["one"], KEYS["curve"]]
        self.tokens: dict[str, Any] = {}
        self.status = 200
        self.asked: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.description = {
            "issuer": url,
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "jwks_uri": f"{url}/jwks",
        }

    def claims(self, **others: object) -> dict[str, Any]:
        """Return what is right of a token for us, and other claims; None leaves one out."""
        now = int(time.time())
        right = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "ana@empresa",
            "name": "Ana",
            "groups": ["frota"],
            "iat": now,
            "exp": now + 300,
        }
        return {name: value for name, value in (right | others).items() if value is not None}

    def token(
        self, claims: dict[str, Any], key: str = "one", algorithm: str = "RS256", **header: object
    ) -> str:
        """Return a signed token, with more in its header."""
        header = {"typ": "JWT", "alg": algorithm, "kid": key} | header
        return jws.serialize_compact(header, json.dumps(claims), KEYS[key], algorithms=[algorithm])

    def answer(self, path: str) -> tuple[int, object]:
        """Return what a path is answered with."""
        self.asked.append(path)
        keys = [key.as_dict(private=False) for key in self.published]
        known = {"/.well-known/openid-configuration": self.description, "/jwks": {"keys": keys}}
        return (self.status, known[path]) if path in known else (404, {})


@contextmanager
def issuing() -> Iterator[Issuer]:
    """Run one on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(*issuer.answer(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            issuer.forms.append(dict(parse_qsl(body)))
            self._send(issuer.status, issuer.tokens)

        def _send(self, status: int, answer: object) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Not to the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join()
