"""API tokens: made by a person who is signed in, never by another token."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response

from api import access_actions
from api.access.dependencies import TheGrant
from api.access.rules import ADMIN
from api.dependencies import AllServices
from api.form_body import FormRoute
from api.openapi import problems
from api.schemas.access import MadeToken, Token, Tokens
from api.schemas.text import Text
from vehicle_pipeline.access_contracts import TOKEN_DAYS, TOKEN_NAME_CHARACTERS, Scope

router = APIRouter(
    prefix="/admin/tokens", tags=["admin"], dependencies=[ADMIN], route_class=FormRoute
)

Name = Annotated[
    Text,
    Form(
        min_length=1,
        max_length=TOKEN_NAME_CHARACTERS,
        description="What it is for: shown where it acts.",
    ),
]
Days = Annotated[int, Form(ge=1, le=TOKEN_DAYS, description="Days until it expires.")]


@router.get("", responses=problems(503))
def list_tokens(services: AllServices) -> Tokens:
    """List all tokens, revoked ones last. Their secrets are not stored, and so in no answer."""
    items = [Token.model_validate(each.model_dump()) for each in services.tokens.list()]
    return Tokens(items=items)


@router.post(
    "", status_code=201, responses=problems(422, 503, tokens_need_person=403, not_form=415)
)
def create_token(
    response: Response,
    services: AllServices,
    grant: TheGrant,
    name: Name,
    scope: Annotated[Scope, Form(description="Each includes those before it.")] = Scope.READ,
    days: Days = 365,
) -> MadeToken:
    """Make a token; `secret` is shown this once.

    Only for somebody who is signed in at the console as a person: what a token could do for ever
    would outlive it otherwise. `vehicle-pipeline tokens create` makes them as well.
    """
    made = access_actions.create_token(services, grant, name, scope, days)
    response.headers["Cache-Control"] = "no-store"
    return MadeToken(**made.token.model_dump(), secret=made.secret.text)


@router.delete("/{token_id}", responses=problems(404, 422, 503))
def revoke_token(services: AllServices, token_id: UUID) -> Token:
    """End a token's access, at once, and that of sessions that were begun with it."""
    return Token.model_validate(services.tokens.revoke(token_id).model_dump())
