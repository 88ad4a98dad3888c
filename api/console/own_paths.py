"""Addresses that a request names, as a page of ours to go back to."""

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.requests import Request

# What a page says once, and not again when somebody comes back to it.
_ONCE = "notice"


def own_path(text: str) -> str | None:
    """Return the path and query of a page of ours; None for whatever else it may be.

    `//site` and `/\\site` are other sites for browsers; `/a/../b` is not the path that it seems.
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    path = unquote(parts.path)
    if parts.scheme or parts.netloc or not text.isprintable() or not _is_plain(path):
        return None
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] != _ONCE]
    return quote(path) + (f"?{urlencode(kept)}" if kept else "")


def came_from(request: Request) -> str | None:
    """Return the page of ours that a form was on; None where the browser does not say."""
    try:
        parts = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return None
    if parts.netloc != request.headers.get("host"):
        return None
    return own_path(parts._replace(scheme="", netloc="", fragment="").geturl())


def _is_plain(path: str) -> bool:
    """Whether a decoded path is what browsers take it for, and decodes to nothing else again."""
    begin, *segments = path.split("/")
    is_strange = not path.isprintable() or "\\" in path or "%" in path
    # Only the last one may be empty: `/` is a path, and `/a/`.
    is_indirect = "" in segments[:-1] or "." in segments or ".." in segments
    return not begin and bool(segments) and not is_strange and not is_indirect
