"""What admins do about access."""

from api.access.grants import Grant
from api.errors import ApiError
from api.services import Services
from vehicle_pipeline.access_contracts import CallerKind, Scope
from vehicle_pipeline.adapters.access.tokens import NewToken


def may_make_tokens(grant: Grant) -> bool:
    """Whether a person is signed in.

    A token must not be able to make another one, nor the session that was begun with it.
    """
    return grant.session is not None and grant.caller.kind is CallerKind.PERSON


def create_token(services: Services, grant: Grant, name: str, scope: Scope, days: int) -> NewToken:
    """Make a token; raises ApiError (403) unless a person is signed in."""
    if not may_make_tokens(grant):
        raise ApiError(403, "tokens_need_person")
    return services.tokens.create(name, scope, days)
