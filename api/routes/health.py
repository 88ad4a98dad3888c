"""Is it alive, and does everything work that an import needs?"""

from fastapi import APIRouter, Request, Response

from api.errors import RETRY_AFTER
from api.health import readiness
from api.language import CallerLanguage
from api.schemas.operations import Alive, Readiness

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
async def get_liveness() -> Alive:
    """Answer; nothing else is looked at."""
    return Alive()


@router.get("/ready", responses={503: {"model": Readiness, "description": "Something is away"}})
async def get_readiness(
    request: Request, response: Response, language: CallerLanguage
) -> Readiness:
    """Report whether each component works, a moment ago at most; 200 only if all of them do."""
    found: readiness.Readiness = request.state.readiness
    parts = await found.parts(language)
    is_ready = all(part.ok for part in parts.values())
    if not is_ready:
        response.status_code = 503
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return Readiness(ready=is_ready, parts=parts)
