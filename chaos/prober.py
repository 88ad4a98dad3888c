"""Asks the API for something small all the time: it must answer within a limit."""

import threading
from typing import Self

import httpx

from chaos.client import Client
from chaos.door import Door
from chaos.tally import Tally

PAUSE = 2.0
PATHS = ("/health/live", "/health/ready", "/api/v1/imports?limit=1", "/api/v1/admin/queue")


class Prober:
    """Threads that ask, one per path, as long as one is inside of it."""

    def __init__(self, door: Door, tally: Tally) -> None:
        self._door = door
        self._tally = tally
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(path,)) for path in PATHS]

    def _ask(self, path: str) -> None:
        client = Client(self._door, self._tally)

        def call(http: httpx.Client) -> httpx.Response:
            return http.get(path)

        while not self._is_over.wait(PAUSE):
            client.once(f"GET {path}", call)
            self._tally.add("probes")
        client.close()

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()
