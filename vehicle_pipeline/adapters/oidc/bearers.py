"""Programs that the provider vouches for: a JWT in the header of each request."""

from typing import Any

from joserfc.errors import ClaimError, ExpiredTokenError, JoseError
from joserfc.jwt import JWTClaimsRegistry, Token

from vehicle_pipeline.access_contracts import Caller
from vehicle_pipeline.adapters.oidc.people import person
from vehicle_pipeline.adapters.oidc.provider import Provider
from vehicle_pipeline.adapters.oidc.registration import Registration
from vehicle_pipeline.adapters.oidc.signed import LEEWAY, opened, refused, shown

# What an access token calls itself, if it says anything (RFC 7519, RFC 9068).
_TYPES = frozenset({"jwt", "at+jwt"})
# Claims that tell another token, which is made for us, too, and opens nothing: a browser's ID token
# says who signed in, a logout token who signed out.
_OF_OTHERS = {
    "nonce": "an ID token",
    "at_hash": "an ID token",
    "c_hash": "an ID token",
    "events": "a logout token",
}

# A time of Unix in seconds that nobody lives to see, as `exp` without end: the year 10000.
_NO_TIME = 253_402_300_800


class Bearers:
    """Recognises them, without asking the provider each time."""

    def __init__(self, registration: Registration, provider: Provider) -> None:
        self._registration = registration
        self._provider = provider

    def caller(self, text: str) -> tuple[Caller, float]:
        """Return whose token it is, and when it ends (Unix time).

        Raises AccessRefusedError, and LoginProviderUnavailableError while no key is known.
        """
        token = opened(text, self._provider.keys)
        claims = token.claims
        if other := _other(token):
            raise refused("jwt_refused", other)
        registered = JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self._registration.issuer},
            aud={"essential": True, "value": self._registration.audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            registered.validate(claims)
        except ExpiredTokenError as error:
            raise refused("jwt_expired", _with_value(error, claims)) from error
        except ClaimError as error:
            raise refused("jwt_refused", _with_value(error, claims)) from error
        except (JoseError, ValueError, TypeError) as error:
            raise refused("jwt_refused", error) from error
        if not claims["exp"] < _NO_TIME:
            raise refused("jwt_refused", f"Invalid claim: 'exp': {shown(claims['exp'])}")
        return person(claims, self._registration.groups), float(claims["exp"]) + LEEWAY


def _other(token: Token) -> str | None:
    """Return what a token is if it is no access token."""
    name = token.header.get("typ", "JWT")
    if str(name).lower().removeprefix("application/") not in _TYPES:
        return f"It is no access token by its typ: {shown(name)}"
    telling = next((each for each in _OF_OTHERS if each in token.claims), None)
    return telling and f"It is {_OF_OTHERS[telling]}: {telling}"


def _with_value(error: ClaimError, claims: dict[str, Any]) -> str:
    said = error.description
    return f"{said}: {shown(claims[error.claim])}" if error.claim in claims else said
