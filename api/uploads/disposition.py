"""The names in a part's Content-Disposition, in the encodings that clients use."""

from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import collapse_rfc2231_value

from python_multipart.multipart import parse_options_header

HEADER = "Content-Disposition"


def names_in(header: bytes) -> tuple[str | None, str | None]:
    """Return a part's field name and file name; None for one that is missing.

    `filename*` (RFC 8187) wins over `filename`, which may hold encoded words (RFC 2047). A name
    in an encoding that is unknown or broken stays as it came.
    """
    _, options = parse_options_header(header)
    name, plain = options.get(b"name"), options.get(b"filename")
    filename = _extended_filename(header.decode("latin-1"))
    if filename is None and plain is not None:
        filename = _without_encoded_words(decoded(plain))
    return None if name is None else decoded(name), filename


def decoded(raw: bytes) -> str:
    """Return the text of a name or a field: browsers send UTF-8, old clients Latin-1."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _extended_filename(header: str) -> str | None:
    message = Message()
    message[HEADER] = header
    try:
        parameters = message.get_params([], HEADER)
    except (TypeError, ValueError):
        # Python's own parser fails where `filename*` and `filename*1` are mixed.
        return None
    for name, value in parameters:
        # A tuple of charset, language and text; a plain parameter is a string.
        if name == "filename" and isinstance(value, tuple):
            try:
                return collapse_rfc2231_value(value)
            except UnicodeError:
                return str(value[2])
    return None


def _without_encoded_words(text: str) -> str:
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError):
        return text
