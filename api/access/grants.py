"""What shows who sent a request: a token in its header, or the cookie of a session."""

from dataclasses import dataclass

from starlette.requests import Request

from api.access.cookies import session_of
from api.errors import ApiError
from vehicle_pipeline.access_contracts import ANYBODY, Caller
from vehicle_pipeline.adapters.access.secrets import LONGEST, TOKEN_PREFIX, Secret
from vehicle_pipeline.adapters.access.sessions import Sessions
from vehicle_pipeline.adapters.access.tokens import Tokens
from vehicle_pipeline.adapters.oidc.accounts import Accounts
from vehicle_pipeline.errors import AccessRefusedError
from vehicle_pipeline.settings import Settings

_CHALLENGE = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True, slots=True)
class Grant:
    """A caller, and what their access stands on: a token, a session, or neither where it is open.

    These are hashes of secrets, by which a long stream finds out whether it may go on. `until`
    (Unix time) is when a token of the OpenID provider ends.
    """

    caller: Caller
    token: bytes | None = None
    session: bytes | None = None
    until: float | None = None


OPEN = Grant(ANYBODY)


def unauthorized(code: str) -> ApiError:
    """Return the refusal of a request that nothing shows the sender of."""
    return ApiError(401, code, headers=_CHALLENGE)


def grant_of(
    request: Request,
    settings: Settings,
    tokens: Tokens,
    sessions: Sessions,
    accounts: Accounts | None,
) -> Grant:
    """Return who sent a request. Blocking.

    Raises ApiError (401, or 403 for somebody whose groups give no access) and UnavailableError.
    """
    if authorization := request.headers.getlist("authorization"):
        return _by_header(authorization, tokens, accounts)
    if secret := session_of(request, settings):
        if caller := sessions.caller(secret):
            return Grant(caller, session=secret.hash)
        raise unauthorized("session_over")
    raise unauthorized("not_signed_in")


def _by_header(values: list[str], tokens: Tokens, accounts: Accounts | None) -> Grant:
    scheme, _, text = values[0].partition(" ")
    if len(values) > 1 or scheme.lower() != "bearer":
        raise unauthorized("not_bearer")
    try:
        if accounts and not text.strip().startswith(TOKEN_PREFIX):
            caller, until = accounts.bearers.caller(text.strip())
            return Grant(caller, until=until)
        secret = Secret(text.strip())
        return Grant(token_caller(secret, tokens), token=secret.hash)
    except AccessRefusedError as error:
        if error.code == "no_group" and accounts:
            groups = ", ".join(accounts.registration.groups.all)
            raise ApiError(403, "no_group", groups=groups) from error
        raise unauthorized(error.code) from error


def token_caller(secret: Secret, tokens: Tokens) -> Caller:
    """Return who has a token. Raises AccessRefusedError."""
    is_possible = secret.text.startswith(TOKEN_PREFIX) and len(secret.text) <= LONGEST
    if not is_possible or not secret.text.isascii():
        raise AccessRefusedError("token_unknown")
    return tokens.caller(secret)
