"""A multipart/form-data body read part by part, as its bytes arrive."""

import sys
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.errors import ApiError
from api.uploads.disposition import names_in

# Of one header line of a part, in bytes. A file's name takes at most about 3,000 in a URL's
# encoding.
MAX_HEADER = 4_000
# Ways of sending a part as it is (RFC 2045); RFC 7578 has deprecated the header that names them.
_PLAIN = (b"7bit", b"8bit", b"binary")

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks


@dataclass(frozen=True, slots=True)
class FormPartStart:
    """A part begins; `filename` is None for a plain field."""

    name: str
    filename: str | None


@dataclass(frozen=True, slots=True)
class FormPartData:
    """The next bytes of the current part."""

    data: bytes


@dataclass(frozen=True, slots=True)
class FormPartEnd:
    """The current part is complete."""


Event = FormPartStart | FormPartData | FormPartEnd


def boundary_of(content_type: str) -> bytes:
    """Return what separates the parts of a form. Raises ApiError (415) if it is no form."""
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise ApiError(415, "not_multipart")
    return boundary


async def read_parts(boundary: bytes, body: AsyncIterable[bytes]) -> AsyncGenerator[Event, None]:
    """Yield what the body consists of, holding no more than one network chunk of it.

    Raises ApiError (400) if it is broken or incomplete.
    """
    collector = _Collector()
    try:
        # The collector has a limit with a sentence of its own.
        parser = MultipartParser(boundary, collector.callbacks(), max_header_size=sys.maxsize)
        async for chunk in _without_preamble(body, boundary):
            parser.write(chunk)
            for event in collector.take():
                yield event
        parser.finalize()
    except FormParserError as error:
        raise ApiError(400, "malformed_upload") from error
    if not collector.complete:
        raise ApiError(400, "malformed_upload")


async def _without_preamble(body: AsyncIterable[bytes], boundary: bytes) -> AsyncIterator[bytes]:
    """Pass `body` on from its first boundary; what may come before it (RFC 2046) is ignored."""
    delimiter = b"\r\n--" + boundary
    # A body may begin with its boundary: as if a line had ended before it.
    pending, is_begun = b"\r\n", False
    async for chunk in body:
        if is_begun:
            yield chunk
            continue
        pending += chunk
        start = pending.find(delimiter)
        if start >= 0:
            is_begun = True
            yield pending[start + 2 :]
        # The end may be the beginning of a boundary.
        pending = pending[1 - len(delimiter) :]


class _Collector:
    """Turns the parser's callbacks into events."""

    def __init__(self) -> None:
        self.complete = False
        self._events: list[Event] = []
        self._name = b""
        self._value = b""
        self._headers: dict[bytes, bytes] = {}

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._headers.clear,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._part_data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def take(self) -> list[Event]:
        taken, self._events = self._events, []
        return taken

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]
        self._check_length()

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._check_length()

    def _check_length(self) -> None:
        if len(self._name) + len(self._value) > MAX_HEADER:
            raise ApiError(400, "long_part_header", limit=MAX_HEADER)

    def _header_end(self) -> None:
        name = self._name.lower()
        if name in self._headers:
            raise FormParserError("a part with two headers of a name")
        self._headers[name] = self._value
        self._name = self._value = b""

    def _headers_finished(self) -> None:
        name, filename = names_in(self._headers.get(b"content-disposition", b""))
        if name is None:
            raise FormParserError("a part without a name")
        encoding = self._headers.get(b"content-transfer-encoding", b"8bit")
        if encoding.strip().lower() not in _PLAIN:
            raise ApiError(400, "encoded_part", field=name[:100])
        self._events.append(FormPartStart(name, filename))

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        self._events.append(FormPartData(data[start:end]))

    def _part_end(self) -> None:
        self._events.append(FormPartEnd())

    def _end(self) -> None:
        self.complete = True
