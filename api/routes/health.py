"""Is it alive, and does everything work that an import needs?"""

from fastapi import APIRouter, Response

from api.dependencies import AllServices
from api.health.readiness import check_all
from api.language import CallerLanguage
from api.schemas.operations import Alive, Readiness

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
async def get_liveness() -> Alive:
    """Answer; nothing else is looked at."""
    return Alive()


@router.get("/ready", responses={503: {"model": Readiness, "description": "Something is away"}})
async def get_readiness(
    response: Response, services: AllServices, language: CallerLanguage
) -> Readiness:
    """Report whether each component works; 200 only if all of them do."""
    parts = await check_all(services, language)
    is_ready = all(part.ok for part in parts.values())
    response.status_code = 200 if is_ready else 503
    return Readiness(ready=is_ready, parts=parts)
