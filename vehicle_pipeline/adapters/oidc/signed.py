"""Opens what the provider has signed."""

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import Token

from vehicle_pipeline.adapters.oidc.kept import Kept
from vehicle_pipeline.errors import AccessRefusedError

# Signatures by pairs of keys only: never `none`, never a shared secret.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "Ed25519"),
)
# Longest token that is looked at, in characters: many groups make them long.
LONGEST = 16_000
# Between two clocks, in seconds.
LEEWAY = 30


def opened(text: str, keys: Kept[KeySet]) -> Token:
    """Return a token whose signature is right. Raises AccessRefusedError.

    A key that is not known may be a new one, so the keys are asked for again.
    """
    if len(text) > LONGEST or not text.isascii():
        raise AccessRefusedError("jwt_refused")
    try:
        return _decoded(text, keys.get())
    except InvalidKeyIdError:
        keys.renew()
    try:
        return _decoded(text, keys.get())
    except InvalidKeyIdError as error:
        raise AccessRefusedError("jwt_refused") from error


def _decoded(text: str, keys: KeySet) -> Token:
    try:
        return jwt.decode(text, keys, algorithms=list(ALGORITHMS))
    except InvalidKeyIdError:
        raise
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise AccessRefusedError("jwt_refused") from error
