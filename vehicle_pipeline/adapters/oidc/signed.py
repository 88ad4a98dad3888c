"""Opens what the provider has signed."""

import logging

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import Token

from vehicle_pipeline.adapters.oidc.kept import Kept
from vehicle_pipeline.errors import AccessRefusedError

_LOG = logging.getLogger("uvicorn.error")
# Signatures by pairs of keys only: never `none`, never a shared secret.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "Ed25519"),
)
# Longest token that is looked at, in characters: many groups make them long.
LONGEST = 16_000
# Between two clocks, in seconds.
LEEWAY = 30
# Longest of what the log says of a token, and of one value in it, in characters.
_LONGEST_REASON = 250
_LONGEST_VALUE = 100


def opened(text: str, keys: Kept[KeySet]) -> Token:
    """Return a token whose signature is right. Raises AccessRefusedError.

    A key that is not known may be a new one, so the keys are asked for again.
    """
    if len(text) > LONGEST or not text.isascii():
        raise refused("jwt_refused", f"It is longer than {LONGEST:,} characters, or not ASCII")
    try:
        return _decoded(text, keys.get())
    except InvalidKeyIdError:
        keys.renew()
    try:
        return _decoded(text, keys.get())
    except InvalidKeyIdError as error:
        raise refused("jwt_refused", error) from error


def _decoded(text: str, keys: KeySet) -> Token:
    try:
        return jwt.decode(text, keys, algorithms=list(ALGORITHMS))
    except InvalidKeyIdError:
        raise
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise refused("jwt_refused", error) from error


def refused(code: str, reason: object) -> AccessRefusedError:
    """Return the refusal of a token, and tell the log why: whoever sent it learns the code only.

    Of an error that is not about tokens only the kind is told: its text may have a part of one.
    """
    is_told = isinstance(reason, JoseError | str)
    text = "".join(filter(str.isprintable, str(reason))) if is_told else type(reason).__name__
    _LOG.warning("A token of the OpenID provider was refused: %s", text[:_LONGEST_REASON])
    return AccessRefusedError(code)


def shown(value: object) -> str:
    """Return a value of a token as the log shows it."""
    listed = value if isinstance(value, list) else [value]
    # What is nested deeply cannot be written.
    is_flat = all(isinstance(each, str | int | float | None) for each in listed)
    return ascii(value if is_flat else type(value))[:_LONGEST_VALUE]
