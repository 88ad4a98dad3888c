"""HTTP with limits of time and number, so that silent clients do not keep others from being served.

uvicorn's one limit of time begins with the end of an answer and ends with the next byte, and its
limit of number counts every connection, silent or not.
"""

import asyncio
from enum import Enum
from typing import Any

from api.errors import RETRY_AFTER, ApiError
from api.server.heads import BoundedHeads
from api.server.lobby import Lobby
from api.server.pace import Pace

# All limits are in seconds.
# From the connection, or the answer before, to the end of a request's head. A browser sends it in
# one piece; one of the largest heads takes 8 s at 64 kbit/s.
HEAD_SECONDS = 10.0
# For a client to take 48 kB or more off what is ready for it.
STALL_SECONDS = 60.0


class _Owed(Enum):
    HEAD = "head"
    BODY = "body"
    NOTHING = "nothing"


class Connection(BoundedHeads):
    """Closes when its client is silent for too long, or when others need its room.

    A request that was begun is answered first: 408, or 503 where there is no room at all.
    """

    def __init__(self, lobby: Lobby, **given: Any) -> None:
        super().__init__(**given)
        self._lobby = lobby
        self._owed = _Owed.NOTHING
        self._pace = Pace()
        self._clock: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, if there is room."""
        super().connection_made(transport)
        self._mind()
        if not self._lobby.make_room(self, len(self.connections)):
            headers = {"Retry-After": str(RETRY_AFTER)}
            self._refuse(ApiError(503, "too_many_connections", headers=headers))

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all clocks."""
        self._expect(_Owed.NOTHING)
        super().connection_lost(exc)
        self._stop_stall()

    def on_headers_complete(self) -> None:
        """Wait for the body."""
        super().on_headers_complete()
        self._pace = Pace()
        if self.expect_100_continue:
            # A client that is answered before it may send its body may send it or not: what
            # follows could be either that or the next request.
            self.cycle.keep_alive = False
        self._mind()

    def on_body(self, body: bytes) -> None:
        """Wait for the next piece."""
        self._pace.received(len(body), self.loop.time())
        super().on_body(body)
        self._mind()

    def on_message_complete(self) -> None:
        """Wait for nothing, as long as the answer is under way."""
        super().on_message_complete()
        self._mind()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._mind()

    def send_400_response(self, msg: str) -> None:
        """Refuse the client, and wait for nothing more."""
        self._expect(_Owed.NOTHING)
        super().send_400_response(msg)

    def pause_writing(self) -> None:
        """Begin to wait for the client to read."""
        super().pause_writing()
        self._stall = self.loop.call_later(STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on writing."""
        super().resume_writing()
        self._stop_stall()

    def leave(self) -> None:
        """Close at once, for the sake of others."""
        self._expect(_Owed.NOTHING)
        self.transport.abort()

    def _mind(self) -> None:
        """Expect what the client owes now."""
        if self._is_refused or self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            # Its clock goes on whatever comes, or a byte now and then would stop it for ever.
            if self._owed is not _Owed.HEAD:
                self._expect(_Owed.HEAD)
        else:
            self._expect(_Owed.BODY if self.cycle.more_body else _Owed.NOTHING)

    def _expect(self, owed: _Owed) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
        self._owed = owed
        if owed is _Owed.HEAD:
            self._lobby.enter(self)
            self._clock = self.loop.call_later(HEAD_SECONDS, self._give_up)
            return
        self._lobby.leave(self)
        if owed is _Owed.BODY:
            is_our_turn = self._is_our_turn()
            seconds = self._pace.wait(self.loop.time(), is_our_turn=is_our_turn)
            self._clock = self.loop.call_later(seconds, self._give_up)

    def _give_up(self) -> None:
        """End the wait: with an answer, if there is something to answer."""
        if self._owed is _Owed.BODY and self._is_our_turn():
            self._expect(_Owed.BODY)
        elif self._owed is _Owed.BODY or self._pending:
            self._refuse(ApiError(408, "request_too_slow"))
        else:
            self.transport.close()

    def _is_our_turn(self) -> bool:
        """Whether the client may not send: it has sent more than was read, or it was not asked."""
        return bool(self.flow.read_paused or self.cycle.waiting_for_100_continue)

    def _refuse(self, refusal: ApiError) -> None:
        self._refusal = refusal
        self.send_400_response("")

    def _stop_stall(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None
