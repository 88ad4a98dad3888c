"""The provider as it describes itself: where it signs people in, and the keys it signs with."""

from collections.abc import Iterator
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, import_key
from pydantic import BaseModel, ConfigDict, ValidationError

from vehicle_pipeline.adapters.oidc.http import Http
from vehicle_pipeline.adapters.oidc.kept import Kept
from vehicle_pipeline.errors import LoginProviderUnavailableError

_PATH = "/.well-known/openid-configuration"
# In seconds; a key that is not known is asked for sooner.
_DESCRIPTION_LASTS = 3600.0
_KEYS_LAST = 600.0
_MOST_KEYS = 100
# Of pairs of keys: what is signed with a shared secret could be signed by whoever checks it.
_KINDS = frozenset({"RSA", "EC", "OKP"})


class Description(BaseModel):
    """OpenID Provider Metadata, as far as we use it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class Provider:
    """Asks for both when they are needed, and keeps them."""

    def __init__(self, issuer: str, http: Http) -> None:
        self._issuer = issuer
        self._http = http
        self.description = Kept(self.described, _DESCRIPTION_LASTS)
        self.keys = Kept(self._fetch_keys, _KEYS_LAST)

    def described(self) -> Description:
        """Ask the provider now. Raises LoginProviderUnavailableError."""
        answer = self._http.get(self._issuer.rstrip("/") + _PATH)
        try:
            description = Description.model_validate(answer)
        except ValidationError as strange:
            raise LoginProviderUnavailableError("it does not describe itself") from strange
        if description.issuer != self._issuer:
            raise LoginProviderUnavailableError("it has another name than OIDC_ISSUER")
        return description

    def _fetch_keys(self) -> KeySet:
        listed = self._http.get(self.description.get().jwks_uri).get("keys")
        keys = list(_keys(listed[:_MOST_KEYS] if isinstance(listed, list) else []))
        if not keys:
            raise LoginProviderUnavailableError("it names no key that we know")
        return KeySet(keys)


def _keys(listed: list[Any]) -> Iterator[Key]:
    for each in listed:
        if not isinstance(each, dict) or each.get("kty") not in _KINDS:
            continue
        try:
            yield import_key(each)
        except (JoseError, ValueError, TypeError, KeyError):
            # One that this version does not know; the others are good all the same.
            continue
