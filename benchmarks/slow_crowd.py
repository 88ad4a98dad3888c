"""Clients that take room and give nothing: uploads at one byte a second, and idle streams."""

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

UPLOADS, STREAMS = 200, 2_000
# Clients that connect at the same time: more would wait for the kernel, not for the API.
_AT_ONCE = 100
_BYTE_EVERY = 1.0
# What a client waits that was refused, in seconds.
_PAUSE = 5.0

_UPLOAD = (
    "POST /api/v1/imports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n"
    "Content-Type: multipart/form-data; boundary=x\r\n{forwarded}\r\n"
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nplaca;'
)
_STREAM = (
    "GET /api/v1/imports/stream?job_id={job_id} HTTP/1.1\r\nHost: 127.0.0.1\r\n{forwarded}\r\n"
)


@dataclass
class Crowd:
    """What its clients have come to: how many are at it, and answers by status."""

    host: str
    port: int
    # An import of which there is no news.
    job_id: str
    # The addresses that a proxy names for them, in turn; none: this machine's own.
    addresses: list[str]
    inside: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    slowest_refusal: float = 0.0

    async def besiege(self) -> None:
        """Keep all clients at it, until cancelled."""
        turns = asyncio.Semaphore(_AT_ONCE)
        clients: list[Coroutine[Any, Any, None]] = []
        clients += [self._upload(self._head(_UPLOAD, n), turns) for n in range(UPLOADS)]
        clients += [self._stream(self._head(_STREAM, n), turns) for n in range(STREAMS)]
        await asyncio.gather(*clients)

    def _head(self, template: str, number: int) -> bytes:
        address = self.addresses and self.addresses[number % len(self.addresses)]
        forwarded = f"X-Forwarded-For: {address}\r\n" if address else ""
        return template.format(forwarded=forwarded, job_id=self.job_id).encode()

    async def _upload(self, head: bytes, turns: asyncio.Semaphore) -> None:
        while True:
            with contextlib.suppress(OSError):
                async with self._connected(head, turns) as (reader, writer):
                    answer = asyncio.ensure_future(self._answered(reader))
                    with self._counted("uploads"):
                        while not answer.done():
                            writer.write(b"x")
                            await asyncio.wait([answer], timeout=_BYTE_EVERY)
            await asyncio.sleep(_PAUSE)

    async def _stream(self, head: bytes, turns: asyncio.Semaphore) -> None:
        while True:
            with contextlib.suppress(OSError):
                async with self._connected(head, turns) as (reader, _):
                    if await self._answered(reader) == 200:
                        with self._counted("streams"):
                            while await reader.read(1 << 16):
                                pass
            await asyncio.sleep(_PAUSE)

    @contextlib.asynccontextmanager
    async def _connected(
        self, head: bytes, turns: asyncio.Semaphore
    ) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        async with turns:
            reader, writer = await asyncio.open_connection(self.host, self.port)
            writer.write(head)
        try:
            yield reader, writer
        finally:
            writer.close()

    @contextlib.contextmanager
    def _counted(self, kind: str) -> Iterator[None]:
        self.inside[kind] += 1
        try:
            yield
        finally:
            self.inside[kind] -= 1

    async def _answered(self, reader: asyncio.StreamReader) -> int:
        clock = asyncio.get_running_loop().time
        began = clock()
        line = await reader.readline()
        status = int(line.split()[1]) if line else 0
        self.answers[status] += 1
        if status in (429, 503):
            self.slowest_refusal = max(self.slowest_refusal, clock() - began)
        return status


@contextlib.contextmanager
def besieged(api_url: str, job_id: str, addresses: list[str]) -> Iterator[Crowd]:
    """Have the clients at it for as long as the context lasts."""
    parts = urlsplit(api_url)
    crowd = Crowd(str(parts.hostname), int(parts.port or 80), job_id, addresses)
    loop = asyncio.new_event_loop()
    siege = loop.create_task(crowd.besiege())
    thread = threading.Thread(target=_run, args=(loop, siege), daemon=True)
    thread.start()
    try:
        yield crowd
    finally:
        loop.call_soon_threadsafe(siege.cancel)
        thread.join()


def _run(loop: asyncio.AbstractEventLoop, siege: "asyncio.Task[None]") -> None:
    with contextlib.suppress(asyncio.CancelledError):
        loop.run_until_complete(siege)
    loop.close()
