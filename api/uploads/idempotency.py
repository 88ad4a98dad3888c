"""The header by which a repeated upload is recognised."""

from typing import Annotated

from fastapi import Depends, Header
from pydantic import WithJsonSchema

from api.errors import ApiError

MAX_LENGTH = 255
# Printable ASCII: all that every client and proxy passes on unchanged.
_PATTERN = "^[ -~]+$"
_Key = Annotated[
    str,
    WithJsonSchema(
        {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH, "pattern": _PATTERN}
    ),
]


def _checked(
    key: Annotated[
        _Key | None,
        Header(
            alias="Idempotency-Key",
            description="A repeated request with the same key makes no second import.",
        ),
    ] = None,
) -> str | None:
    if key is not None and not _is_allowed(key):
        raise ApiError(422, "invalid_idempotency_key", limit=MAX_LENGTH)
    return key


def _is_allowed(key: str) -> bool:
    return 1 <= len(key) <= MAX_LENGTH and key.isascii() and key.isprintable()


IdempotencyKey = Annotated[str | None, Depends(_checked)]
