"""Parameters and headers that come more than once."""

from fastapi import Request

from api.errors import ApiError

# Headers that have one value; others are lists, or are not read.
_HEADERS = ("Idempotency-Key", "Last-Event-ID")


def refuse_repeats(request: Request) -> None:
    """Raise ApiError (422) for a parameter or header with two different values.

    Taking either would silently ignore the other.
    """
    values = {name: request.query_params.getlist(name) for name in request.query_params}
    values |= {name: request.headers.getlist(name) for name in _HEADERS}
    for name, found in values.items():
        if len(set(found)) > 1:
            raise ApiError(422, "repeated_parameter", name=name[:100])
