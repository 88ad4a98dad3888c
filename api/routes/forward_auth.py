"""Whether a proxy may let somebody through to the Dagster UI, which has no login of its own."""

from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.access.dependencies import TheCaller
from api.access.rules import Needs
from api.services import Services
from vehicle_pipeline.access_contracts import Scope

# The answer names who it is, for the proxy's log.
CALLER_HEADER = "X-Access-Caller"


class NeedsForDagster(Needs):
    """ADMIN, because the UI can do everything; READ where it is read-only."""

    def __call__(self, request: Request) -> None:
        """Raise ApiError (403) for a caller who may do less."""
        services: Services = request.state.services
        is_read_only = services.settings.dagster_read_only
        Needs(Scope.READ if is_read_only else self.scope)(request)


router = APIRouter(
    prefix="/access",
    include_in_schema=False,
    dependencies=[Depends(NeedsForDagster(Scope.ADMIN))],
)


@router.get("/dagster", status_code=204)
def may_see_dagster(caller: TheCaller) -> Response:
    """Answer 204 to a proxy's question about a request whose credentials it passes on."""
    who = quote(caller.key, safe=":@")
    return Response(status_code=204, headers={CALLER_HEADER: who, "Cache-Control": "no-store"})
