"""The cookie of a sign-in under way: it binds the answer to the browser that asked."""

from itsdangerous import BadData, URLSafeTimedSerializer
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from api.access.cookies import is_secure
from vehicle_pipeline.adapters.oidc.sign_in import Begun
from vehicle_pipeline.settings import Settings

_NAME = "sign-in"
_SECURE_NAME = "__Host-sign-in"
# As long as somebody may take to find their password, in seconds.
SECONDS = 600
_LONGEST = 4_000


def keep(request: Request, response: Response, begun: Begun, settings: Settings) -> None:
    """Have the browser keep what the answer has to fit."""
    secure = is_secure(request, settings)
    response.set_cookie(
        _SECURE_NAME if secure else _NAME,
        str(_serializer(settings).dumps(begun.model_dump())),
        max_age=SECONDS,
        httponly=True,
        # Strict would not come along when the provider sends people back.
        samesite="lax",
        secure=secure,
    )


def kept(request: Request, settings: Settings) -> Begun | None:
    """Return what the browser of a request has kept; None for nothing, or too old."""
    name = _SECURE_NAME if is_secure(request, settings) else _NAME
    text = request.cookies.get(name, "")
    if len(text) > _LONGEST or not text.isascii():
        return None
    try:
        return Begun.model_validate(_serializer(settings).loads(text, max_age=SECONDS))
    except (BadData, ValidationError):
        return None


def drop(request: Request, response: Response, settings: Settings) -> None:
    """Have the browser forget it: each is good for one answer."""
    secure = is_secure(request, settings)
    name = _SECURE_NAME if secure else _NAME
    response.delete_cookie(name, httponly=True, samesite="lax", secure=secure)


def _serializer(settings: Settings) -> URLSafeTimedSerializer:
    """Sign with what every API process has, so that the answer may come to another one."""
    secret = settings.oidc_client_secret
    key = secret.get_secret_value() if secret else settings.database_url
    return URLSafeTimedSerializer(key, salt="sign-in")
