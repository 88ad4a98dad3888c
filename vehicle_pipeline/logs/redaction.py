"""Keeps secrets out of the logs that somebody has put into an address."""

import logging
import re
from collections.abc import Callable
from typing import Any

# Tokens of ours, also where a sign of them is encoded; the provider's, by how each begins; what
# ends a sign-in there; and whatever an address calls a token.
_SECRETS = re.compile(
    r"(vp(?:_|%5[Ff])|\beyJ)[A-Za-z0-9_%.-]{8,}"
    r"|([?&](?:code|state|token|(?:access|id|refresh)_token)=)[^&\s\"]+"
)


def redacted(text: str) -> str:
    """Return a text without the secrets in it."""
    return _SECRETS.sub(lambda found: f"{found[1] or found[2]}…", text)


def install_redaction() -> None:
    """Have every log record of this process made without secrets."""
    make = logging.getLogRecordFactory()
    if isinstance(make, _Redacting):
        return
    logging.setLogRecordFactory(_Redacting(make))


class _Redacting:
    """Makes records as another factory does, without secrets."""

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self._make = make

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = self._make(*args, **kwargs)
        record.msg = _clean(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_clean, record.args))
        return record


def _clean(value: object) -> Any:
    return redacted(value) if isinstance(value, str) else value
