"""Signs people in by the authorization code flow, with PKCE, state and nonce."""

import hmac
import logging
import threading
from typing import Any

from authlib.common.security import generate_token
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from vehicle_pipeline.access_contracts import Caller
from vehicle_pipeline.adapters.oidc.http import Http
from vehicle_pipeline.adapters.oidc.people import person
from vehicle_pipeline.adapters.oidc.provider import Description, Provider
from vehicle_pipeline.adapters.oidc.registration import Registration
from vehicle_pipeline.adapters.oidc.signed import LEEWAY, opened, refused
from vehicle_pipeline.errors import AccessRefusedError, LoginProviderUnavailableError
from vehicle_pipeline.frozen import Frozen

_LOG = logging.getLogger("uvicorn.error")
# Codes that are redeemed at the same time: each takes a thread for as long as the provider does.
_AT_ONCE = 8
_HEADERS = {
    "Accept": "application/json",
    "Content-Type": "application/x-www-form-urlencoded",
}


class Begun(Frozen):
    """A sign-in under way, which its browser keeps: what the answer has to fit, and where to go."""

    state: str
    nonce: str
    verifier: str
    back: str


class SignIn:
    """Sends people to the provider, and finds out who came back."""

    def __init__(self, registration: Registration, provider: Provider, http: Http) -> None:
        self._registration = registration
        self._provider = provider
        self._http = http
        self._redeeming = threading.BoundedSemaphore(_AT_ONCE)

    def begin(self, back: str) -> tuple[str, Begun]:
        """Return where to send a browser, and what it has to keep.

        Raises LoginProviderUnavailableError.
        """
        begun = Begun(
            state=generate_token(43),
            nonce=generate_token(43),
            verifier=generate_token(64),
            back=back,
        )
        address = prepare_grant_uri(
            self._provider.description.get().authorization_endpoint,
            self._registration.client_id,
            "code",
            redirect_uri=self._registration.redirect_uri,
            scope=self._registration.scopes,
            state=begun.state,
            nonce=begun.nonce,
            code_challenge=create_s256_code_challenge(begun.verifier),
            code_challenge_method="S256",
        )
        return str(address), begun

    def finish(self, begun: Begun, state: str, code: str) -> Caller:
        """Return who came back with a code.

        Raises AccessRefusedError, and LoginProviderUnavailableError.
        """
        if not hmac.compare_digest(begun.state.encode(), state.encode()):
            raise AccessRefusedError("oidc_mismatch")
        if not self._redeeming.acquire(blocking=False):
            raise LoginProviderUnavailableError("too many people sign in at once")
        try:
            tokens = self._redeem(begun, code)
        finally:
            self._redeeming.release()
        return person(self._claims(begun, tokens), self._registration.groups)

    def _redeem(self, begun: Begun, code: str) -> dict[str, Any]:
        description = self._provider.description.get()
        form = prepare_token_request(
            "authorization_code",
            code=code,
            redirect_uri=self._registration.redirect_uri,
            code_verifier=begun.verifier,
        )
        client = ClientAuth(
            self._registration.client_id,
            self._registration.client_secret,
            self._method(description),
        )
        url, headers, body = client.prepare(
            "POST", description.token_endpoint, dict(_HEADERS), form
        )
        status, answer = self._http.post(url, body, headers)
        if status >= 500:
            raise LoginProviderUnavailableError(f"HTTP {status}")
        if status != 200:
            # A name of OAuth's, as `invalid_grant`; `ascii` because the provider is not us.
            _LOG.warning("The OpenID provider takes no code: %s", ascii(answer.get("error"))[:100])
            raise AccessRefusedError("oidc_refused")
        return answer

    def _method(self, description: Description) -> str:
        if self._registration.client_secret is None:
            return "none"
        known = description.token_endpoint_auth_methods_supported
        is_post = "client_secret_post" in known and "client_secret_basic" not in known
        return "client_secret_post" if is_post else "client_secret_basic"

    def _claims(self, begun: Begun, tokens: dict[str, Any]) -> dict[str, Any]:
        text, access_token = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(text, str):
            raise AccessRefusedError("oidc_refused")
        token = opened(text, self._provider.keys)
        client_id = self._registration.client_id
        expected = {
            "iss": {"essential": True, "value": self._registration.issuer},
            "aud": {"essential": True, "value": client_id},
        }
        params = {"nonce": begun.nonce, "client_id": client_id, "access_token": access_token}
        try:
            CodeIDToken(token.claims, token.header, expected, params).validate(leeway=LEEWAY)
        except (JoseError, ValueError, TypeError) as error:
            raise refused("oidc_refused", error) from error
        return dict(token.claims)
