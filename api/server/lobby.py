"""Connections that wait for their client, and which of them goes when there are too many."""

from typing import Protocol


class Waiting(Protocol):
    """A connection whose client has asked for nothing that is under way."""

    def leave(self) -> None:
        """Close, without an answer."""


class Lobby:
    """Keeps room for clients that ask for something.

    A client that means to ask does so at once. So the connection that has been silent for longest
    goes first: a client that opens many and sends nothing closes its own.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        # In the order in which they began to wait.
        self._waiting: dict[Waiting, None] = {}

    def enter(self, connection: Waiting) -> None:
        """Take note that a connection waits from now on."""
        self._waiting[connection] = None

    def leave(self, connection: Waiting) -> None:
        """Take note that a connection waits no longer."""
        self._waiting.pop(connection, None)

    def make_room(self, newcomer: Waiting, connections: int) -> bool:
        """Close a connection if there are too many; return False if all the others are at work."""
        if connections <= self._limit:
            return True
        longest = next(iter(self._waiting))
        if longest is newcomer:
            return False
        longest.leave()
        return True
