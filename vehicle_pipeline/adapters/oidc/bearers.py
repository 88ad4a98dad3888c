"""Programs that the provider vouches for: a JWT in the header of each request."""

from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwt import JWTClaimsRegistry

from vehicle_pipeline.access_contracts import Caller
from vehicle_pipeline.adapters.oidc.people import person
from vehicle_pipeline.adapters.oidc.provider import Provider
from vehicle_pipeline.adapters.oidc.registration import Registration
from vehicle_pipeline.adapters.oidc.signed import LEEWAY, opened
from vehicle_pipeline.errors import AccessRefusedError

# Claims that tell a browser's ID token: it says who signed in, and opens nothing.
_OF_ID_TOKENS = frozenset({"nonce", "at_hash", "c_hash"})

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
        claims = opened(text, self._provider.keys).claims
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
            raise AccessRefusedError("jwt_expired") from error
        except (JoseError, ValueError, TypeError) as error:
            raise AccessRefusedError("jwt_refused") from error
        if _OF_ID_TOKENS & claims.keys() or not claims["exp"] < _NO_TIME:
            raise AccessRefusedError("jwt_refused")
        return person(claims, self._registration.groups), float(claims["exp"]) + LEEWAY
