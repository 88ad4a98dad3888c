"""HTTP with limits on the head of a request, which neither httptools nor uvicorn has.

A header line that never ends would otherwise be kept in memory, and be copied with every piece of
it that arrives: 64 MB of one took 5.6 s in which no other client was answered.
"""

from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.browsers.security_headers import SECURITY_HEADERS
from api.errors import ApiError, answer
from api.etags import KEPT_NOWHERE
from api.language import preferred
from api.observing.request_ids import HEADER, id_of

# Of the target, as common servers have it; in bytes.
MAX_TARGET = 8_192
# Of all header lines, as h11 has it; in bytes. A browser sends the cookies of every port of a host.
MAX_HEAD = 65_536
# As Apache has it.
MAX_HEADERS = 100
# How long what still comes is read and forgotten after a refusal, in seconds: a connection closed
# before that is reset, and its client never sees the answer.
LINGER = 1.0


class BoundedHeads(HttpToolsProtocol):
    """Answers 414 or 431 and closes when a request's head, or what follows its body, is too large.

    uvicorn turns an error that a callback of the parser raises into `send_400_response`.
    """

    _refusal = ApiError(400, "malformed_request")
    _is_refused = False
    # Of this request: its header lines.
    _headers = 0
    _head = 0
    # Whether header lines are trailers now, which come after the body.
    _is_head_complete = False
    # Bytes since a head or a piece of a body was complete.
    _pending = 0

    def data_received(self, data: bytes) -> None:
        """Take a piece of a request, unless this client was refused already."""
        if self._is_refused:
            return
        self._pending += len(data)
        super().data_received(data)
        if self._pending > MAX_HEAD and not self._is_refused:
            self._refusal = ApiError(431, "head_too_large")
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """Begin to count."""
        self._headers = self._head = 0
        self._is_head_complete = False
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a piece of the target."""
        super().on_url(url)
        self._require(len(self.url) <= MAX_TARGET, 414, "target_too_long")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header line; one that follows a chunked body is counted and ignored."""
        self._headers += 1
        self._head += len(name) + len(value)
        is_small = self._headers <= MAX_HEADERS and self._head <= MAX_HEAD
        self._require(is_small, 431, "head_too_large")
        if not self._is_head_complete:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Hand the request on. Its target is a path: only proxies are sent whole addresses."""
        self._pending = 0
        self._is_head_complete = True
        is_path = self.url.startswith(b"/") or self.url == b"*"
        self._require(is_path, 400, "malformed_request")
        # As RFC 9112, 6.1, has it: a body in another coding would be taken for what it is not.
        is_known = self._members(b"transfer-encoding") in ([], [b"chunked"])
        self._require(is_known, 501, "unknown_transfer_coding")
        is_known = set(self._members(b"expect")) <= {b"100-continue"}
        self._require(is_known, 417, "unknown_expectation")
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Hand a piece of the body on."""
        self._pending = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End the request."""
        self._pending = 0
        super().on_message_complete()

    def _members(self, name: bytes) -> list[bytes]:
        """Return what the header lines of a name list, in lower case."""
        lines = b",".join(self._lines(name))
        return [member for each in lines.split(b",") if (member := each.strip().lower())]

    def _lines(self, name: bytes) -> list[bytes]:
        """Return the values of the header lines of a name."""
        return [value for given, value in self.headers or [] if given == name]

    def _require(self, holds: bool, status: int, code: str) -> None:
        if not holds:
            self._refusal = ApiError(status, code)
            raise self._refusal

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - a problem document replaces it
        """Refuse the client: an answer, if none is under way, and the end of the connection."""
        self._is_refused = True
        if self._is_answering():
            self.transport.close()
            return
        self._abandon()
        self.transport.write(self._problem())
        self.transport.write_eof()
        self.loop.call_later(LINGER, self.transport.close)

    def _is_answering(self) -> bool:
        """Whether another answer would come in the middle of one, or before one that is due."""
        cycle = self.cycle
        is_begun = cycle is not None and cycle.response_started and not cycle.response_complete
        return is_begun or bool(self.pipeline)

    def _abandon(self) -> None:
        """Let the application, if it waits for the rest of a body, know that none will come."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _problem(self) -> bytes:
        accepted = dict(self.headers or []).get(b"accept-language", b"").decode("latin-1")
        problem = answer(self._refusal, preferred(accepted), "/")
        status = HTTPStatus(problem.status_code)
        request_id = id_of([value.decode("latin-1") for value in self._lines(b"x-request-id")])
        problem.headers.update(
            {**SECURITY_HEADERS, **KEPT_NOWHERE, HEADER: request_id, "Connection": "close"}
        )
        headers = problem.raw_headers
        lines = [name + b": " + value for name, value in headers]
        first = f"HTTP/1.1 {status.value} {status.phrase}".encode()
        return b"\r\n".join([first, *lines, b"", bytes(problem.body)])
