"""The cookie of a session."""

from starlette.requests import Request
from starlette.responses import Response

from vehicle_pipeline.adapters.access.secrets import LONGEST, Secret
from vehicle_pipeline.settings import Settings

_NAME = "session"
# A browser takes it from us only over TLS, and for this host only.
_SECURE_NAME = "__Host-session"


def session_of(request: Request, settings: Settings) -> Secret | None:
    """Return the secret in the cookie of a request.

    Over TLS only that counts which no other host, and nobody on the way, can have set.
    """
    text = request.cookies.get(_SECURE_NAME if is_secure(request, settings) else _NAME)
    return Secret(text) if text and text.isascii() and len(text) <= LONGEST else None


def set_session(request: Request, response: Response, secret: Secret, settings: Settings) -> None:
    """Have the browser keep a session, out of the reach of scripts and other sites."""
    secure = is_secure(request, settings)
    response.set_cookie(
        _SECURE_NAME if secure else _NAME,
        secret.text,
        max_age=int(settings.session_hours * 3600),
        httponly=True,
        samesite="lax",
        secure=secure,
    )


def drop_session(request: Request, response: Response, settings: Settings) -> None:
    """Have the browser forget its session."""
    secure = is_secure(request, settings)
    response.delete_cookie(_NAME, httponly=True, samesite="lax")
    response.delete_cookie(_SECURE_NAME, httponly=True, samesite="lax", secure=secure)


def is_secure(request: Request, settings: Settings) -> bool:
    """Return whether people reach us over TLS, directly or through a proxy."""
    public = settings.public_url
    return request.url.scheme == "https" or (public is not None and public.scheme == "https")
