"""What each route asks of its caller. The API does not start with a route that has no rule."""

from dataclasses import dataclass

from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from api.errors import ApiError
from vehicle_pipeline.access_contracts import Caller, Scope
from vehicle_pipeline.adapters.oidc.registration import RETURN_PATH
from vehicle_pipeline.browsers import SAFE_METHODS

SIGN_IN = "/entrar"
COMPANY_SIGN_IN = f"{SIGN_IN}/oidc"
# Answered to anybody: whether we are alive, how to sign in, and what those pages are made of.
_PUBLIC = frozenset(
    {
        *("/health/live", "/health/ready", SIGN_IN, "/sair", "/preferencias"),
        *(COMPANY_SIGN_IN, RETURN_PATH),
    }
)
_PUBLIC_BELOW = ("/assets/",)
# FastAPI's own pages about the API, which every caller may read.
_DOCUMENTATION = frozenset({"/docs", "/redoc", "/docs/oauth2-redirect"})


@dataclass(frozen=True)
class Needs:
    """A rule: the scope that the caller of a route needs."""

    scope: Scope

    def __call__(self, request: Request) -> None:
        """Raise ApiError (403) for a caller who may do less."""
        caller: Caller = request.state.caller
        if not caller.scope.includes(self.scope):
            raise ApiError(403, "scope_missing", scope=self.scope.value)


READ = Depends(Needs(Scope.READ))
IMPORT = Depends(Needs(Scope.IMPORT))
ADMIN = Depends(Needs(Scope.ADMIN))


def is_public(path: str) -> bool:
    """Whether a path is answered to anybody."""
    return path in _PUBLIC or path.startswith(_PUBLIC_BELOW)


def needed(route: RouteContext) -> Scope | None:
    """Return the scope that a route asks for; None if it has no rule."""
    asked = (each.dependency for each in route.dependencies)
    scopes = [each.scope for each in asked if isinstance(each, Needs)]
    return max(scopes, key=list(Scope).index, default=None)


def check_caller(route: APIRoute, request: Request) -> None:
    """Raise ApiError (403) for a caller who may do less than the rules of a route ask for."""
    for each in route.dependencies:
        if isinstance(each.dependency, Needs):
            each.dependency(request)


def check_rules(app: FastAPI) -> None:
    """Raise RuntimeError if a route has no rule, or one that changes something asks for READ."""
    for route in iter_route_contexts(app.routes):
        is_ours = isinstance(route.original_route, APIRoute)
        if not is_ours or route.path in _DOCUMENTATION | _PUBLIC:
            continue
        scope, changes = needed(route), bool((route.methods or set()) - SAFE_METHODS)
        if scope is None or (changes and scope is Scope.READ):
            raise RuntimeError(f"No rule says who may ask for {route.methods} {route.path}")
