"""Every route and page, asked in every wrong way, and in the right one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import httpx
import psycopg
import pytest
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from api.access.rules import check_rules, is_public, needed
from api.app import create_app
from tests.api.access.conftest import PERSON, SAME_ORIGIN
from vehicle_pipeline.access_contracts import Caller, Scope
from vehicle_pipeline.adapters.access.tokens import Tokens
from vehicle_pipeline.browsers import SAFE_METHODS
from vehicle_pipeline.settings import Settings

# What is answered to anybody; a path that joins them is a decision.
PUBLIC = {
    *("/health/live", "/health/ready", "/entrar", "/sair", "/preferencias"),
    *("/entrar/oidc", "/entrar/oidc/retorno"),
}
# Routes of FastAPI's documentation, which have no rule of their own: any caller may read them.
DOCUMENTATION = {"/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"}
_VALUES = {"placa": "ABC1D23", "fingerprint": "0" * 64, "occurrence_id": "1", "object_id": "1"}


@dataclass(frozen=True)
class Asked:
    """One way to ask for a route."""

    method: str
    path: str
    scope: Scope

    @property
    def changes(self) -> bool:
        """Whether it may change something."""
        return self.method not in SAFE_METHODS


def _routes() -> Iterator[RouteContext]:
    app = create_app(Settings(database_url="postgresql://nobody@localhost/none"))
    return iter_route_contexts(app.routes)


def _is_ours(route: RouteContext) -> bool:
    return isinstance(route.original_route, APIRoute)


def _asked() -> Iterator[Asked]:
    for route in _routes():
        if not _is_ours(route) or route.path in PUBLIC | DOCUMENTATION:
            continue
        values = {name: _VALUES.get(name, str(uuid4())) for name in route.param_convertors}
        scope = needed(route)
        assert scope, f"nobody said who may ask for {route.path}"
        for method in route.methods or ():
            yield Asked(method, str(route.path_format).format(**values), scope)


ASKED = sorted(_asked(), key=lambda each: (each.path, each.method))


def ask(closed: httpx.Client, asked: Asked, headers: dict[str, str]) -> int:
    """Return the status that a request is answered with; only its beginning is read."""
    headers = {**headers, "Accept": "application/json"}
    with closed.stream(asked.method, asked.path, headers=headers) as answer:
        return answer.status_code


def refused_alike(closed: httpx.Client, headers: dict[str, str], status: int) -> list[Asked]:
    """Return the routes that are answered in any other way than with `status`."""
    return [each for each in ASKED if ask(closed, each, headers) != status]


def test_only_what_is_known_is_public() -> None:
    paths = {str(route.path) for route in _routes()}
    assert {path for path in paths if is_public(path)} == PUBLIC | {"/assets/{version}"}


def test_what_has_no_rule_is_the_documentation(closed: httpx.Client) -> None:
    others = {route.path for route in _routes() if not _is_ours(route)}
    assert others <= DOCUMENTATION | {"/assets/{version}", "/static-offline-docs"}
    for path in DOCUMENTATION:
        assert closed.get(path).status_code == 401, path


def test_the_api_does_not_start_with_a_route_without_a_rule() -> None:
    app = create_app(Settings(database_url="postgresql://nobody@localhost/none"))
    app.add_api_route("/forgotten", lambda: None)
    with pytest.raises(RuntimeError, match="/forgotten"):
        check_rules(app)


def test_without_a_token_nothing_is_answered(closed: httpx.Client) -> None:
    assert refused_alike(closed, {}, 401) == []


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Basic dXNlcjpwYXNz", "vp_x", "Bearer vp_", "Bearer " + "vp_" * 999],
)
def test_a_malformed_header_gets_nobody_in(closed: httpx.Client, authorization: str) -> None:
    assert refused_alike(closed, {"Authorization": authorization}, 401) == []


def test_a_wrong_token_gets_nobody_in(closed: httpx.Client, tokens: Tokens) -> None:
    secret = tokens.create("right", Scope.ADMIN, 1).secret.text
    wrong = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    assert refused_alike(closed, {"Authorization": f"Bearer {wrong}"}, 401) == []


def test_a_token_in_an_address_gets_nobody_in(closed: httpx.Client, tokens: Tokens) -> None:
    secret = tokens.create("right", Scope.ADMIN, 1).secret.text
    for name in ("token", "access_token", "authorization"):
        assert closed.get("/api/v1/imports", params={name: secret}).status_code == 401


def test_an_expired_token_gets_nobody_in(
    closed: httpx.Client, tokens: Tokens, settings: Settings
) -> None:
    made = tokens.create("old", Scope.ADMIN, 1)
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute(
            "update access_tokens set expires_at = now() - %s where id = %s",
            (timedelta(seconds=1), made.token.id),
        )
    headers = {"Authorization": f"Bearer {made.secret.text}"}
    assert refused_alike(closed, headers, 401) == []
    assert closed.get("/api/v1/imports", headers=headers).json()["code"] == "token_expired"


def test_a_revoked_token_gets_nobody_in(closed: httpx.Client, tokens: Tokens) -> None:
    made = tokens.create("gone", Scope.ADMIN, 1)
    headers = {"Authorization": f"Bearer {made.secret.text}"}
    assert closed.get("/api/v1/imports", headers=headers).status_code == 200
    tokens.revoke(made.token.id)
    assert refused_alike(closed, headers, 401) == []
    assert closed.get("/api/v1/imports", headers=headers).json()["code"] == "token_revoked"


@pytest.mark.parametrize("scope", [Scope.READ, Scope.IMPORT])
def test_a_lesser_scope_is_not_enough(
    closed: httpx.Client, bearer: Callable[[Scope], dict[str, str]], scope: Scope
) -> None:
    headers = bearer(scope) | SAME_ORIGIN
    too_much = [each for each in ASKED if not scope.includes(each.scope)]
    assert len(too_much) > 10
    assert [each for each in too_much if ask(closed, each, headers) != 403] == []


@pytest.mark.parametrize("scope", list(Scope))
def test_the_right_scope_is_let_in(
    closed: httpx.Client, bearer: Callable[[Scope], dict[str, str]], scope: Scope
) -> None:
    headers = bearer(scope) | SAME_ORIGIN
    allowed = [each for each in ASKED if scope.includes(each.scope)]
    answered = {each: ask(closed, each, headers) for each in allowed}
    # A token makes no token, whatever its scope.
    makes = {"/api/v1/admin/tokens", "/acessos"}
    wrong = [each for each, status in answered.items() if status in (401, 403)]
    assert [each for each in wrong if not (each.changes and each.path in makes)] == []
    assert not [each for each, status in answered.items() if status >= 500 and status != 503]


def test_a_session_is_let_in_where_a_page_of_ours_asks(
    closed: httpx.Client, signed_in: Callable[[Caller], dict[str, str]]
) -> None:
    headers = signed_in(PERSON) | SAME_ORIGIN
    refused = [each for each in ASKED if ask(closed, each, headers) in (401, 403)]
    assert refused == []


@pytest.mark.parametrize(
    "sender",
    [{}, {"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["nothing shows it", "another origin", "another site"],
)
def test_a_session_changes_nothing_for_another_page(
    closed: httpx.Client,
    signed_in: Callable[[Caller], dict[str, str]],
    sender: dict[str, str],
) -> None:
    headers = signed_in(PERSON) | sender
    changing = [each for each in ASKED if each.changes]
    assert len(changing) > 30
    assert [each for each in changing if ask(closed, each, headers) != 403] == []
