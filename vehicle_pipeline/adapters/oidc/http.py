"""Talks to the provider: little, and not for long."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from vehicle_pipeline.errors import LoginProviderUnavailableError

# For one answer in all, in seconds: from looking up the provider's name to the last byte.
TIMEOUT = 5.0
# Keys and descriptions have a few thousand bytes.
LONGEST = 500_000


class Http:
    """Asks for JSON. Follows no redirects: what answers is what was configured."""

    def __init__(self, *, allows_http: bool) -> None:
        self._schemes = {"https", "http"} if allows_http else {"https"}

    def get(self, url: str) -> dict[str, Any]:
        """Return an object. Raises LoginProviderUnavailableError."""
        status, answer = self._ask(httpx.Request("GET", url))
        if status != 200:
            raise LoginProviderUnavailableError(f"HTTP {status}")
        return answer

    def post(self, url: str, body: str, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """Send a form; return status and object. Raises LoginProviderUnavailableError."""
        return self._ask(httpx.Request("POST", url, content=body, headers=dict(headers)))

    def _ask(self, request: httpx.Request) -> tuple[int, dict[str, Any]]:
        if urlsplit(str(request.url)).scheme not in self._schemes:
            raise LoginProviderUnavailableError("it has an address without TLS")
        try:
            status, body = asyncio.run(_answer(request))
            found = json.loads(body)
        except TimeoutError as late:
            raise LoginProviderUnavailableError(f"no answer within {TIMEOUT:.0f} s") from late
        except (httpx.HTTPError, OSError) as failed:
            raise LoginProviderUnavailableError(type(failed).__name__) from failed
        except (ValueError, RecursionError) as strange:
            raise LoginProviderUnavailableError("its answer is no JSON") from strange
        if not isinstance(found, dict):
            raise LoginProviderUnavailableError("its answer is no JSON object")
        return status, found


async def _answer(request: httpx.Request) -> tuple[int, bytes]:
    body = bytearray()
    # The client's own limits are per read, and a slow provider makes many of them.
    async with asyncio.timeout(TIMEOUT), httpx.AsyncClient(timeout=None) as client:
        response = await client.send(request, stream=True)
        try:
            async for part in response.aiter_bytes():
                body += part
                if len(body) > LONGEST:
                    raise LoginProviderUnavailableError("its answer is too long")
        finally:
            await response.aclose()
        return response.status_code, bytes(body)
