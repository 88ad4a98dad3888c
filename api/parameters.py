"""Parameters and headers of a request: none that is unknown, none with two values.

Taking the one for another, or none, would silently ignore what was asked for.
"""

from typing import Any

from fastapi import Request

from api.errors import ApiError

# Headers that have one value; others are lists, or are not read.
_HEADERS = ("Idempotency-Key", "Last-Event-ID")
# What of a name from outside is repeated.
_SHOWN = 100


def check_parameters(request: Request) -> None:
    """Raise ApiError (422) for what is not as the OpenAPI document has it."""
    _refuse_repeated(request)
    if request.query_params:
        _refuse_unknown(request)


def _refuse_repeated(request: Request) -> None:
    values = {name: request.query_params.getlist(name) for name in request.query_params}
    values |= {name: request.headers.getlist(name) for name in _HEADERS}
    for name, found in values.items():
        if len(set(found)) > 1:
            raise ApiError(422, "repeated_parameter", name=name[:_SHOWN])


def _refuse_unknown(request: Request) -> None:
    known = _documented(request)
    for name in request.query_params:
        if name not in known:
            code = "unknown_parameter" if known else "no_parameters"
            raise ApiError(422, code, name=name[:_SHOWN], known=", ".join(known))


def _documented(request: Request) -> list[str]:
    """Return the names of the parameters that the request's route takes."""
    document: dict[str, Any] = request.app.openapi()
    return [
        parameter["name"]
        for operations in document["paths"].values()
        for operation in operations.values()
        # Operations are named after their routes: see `api.app`.
        if operation["operationId"] == request.scope["route"].name
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    ]
