"""Tokens over HTTP: who may make them, what is shown, what is stored."""

from collections.abc import Callable
from datetime import datetime

import httpx

from tests.api.access.conftest import PERSON, SAME_ORIGIN
from tests.api.world import World
from vehicle_pipeline.access_contracts import Caller, Scope
from vehicle_pipeline.adapters.access.tokens import Tokens

PATH = "/api/v1/admin/tokens"
FORM = {"name": "ERP", "scope": "import", "days": "30"}


def test_a_person_makes_a_token_that_works(
    closed: httpx.Client, signed_in: Callable[[Caller], dict[str, str]]
) -> None:
    answer = closed.post(PATH, data=FORM, headers=signed_in(PERSON) | SAME_ORIGIN)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["scope"], made["created_by"]) == ("ERP", "import", "Ana")
    lifetime = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(
        made["created_at"]
    )
    assert lifetime.days == 30
    assert answer.headers["cache-control"] == "no-store"
    used = closed.get("/api/v1/imports", headers={"Authorization": f"Bearer {made['secret']}"})
    assert used.status_code == 200


def test_a_form_of_either_kind_is_taken(
    closed: httpx.Client, signed_in: Callable[[Caller], dict[str, str]]
) -> None:
    headers = signed_in(PERSON) | SAME_ORIGIN
    urlencoded = {**headers, "Content-Type": "Application/X-WWW-Form-Urlencoded; charset=utf-8"}
    assert closed.post(PATH, content="name=ERP", headers=urlencoded).status_code == 201
    parts = {"name": (None, "ERP")}
    assert closed.post(PATH, files=parts, headers=headers).status_code == 201


def test_a_token_makes_no_token_and_neither_does_its_session(
    closed: httpx.Client, tokens: Tokens
) -> None:
    secret = tokens.create("root", Scope.ADMIN, 1).secret.text
    by_token = closed.post(PATH, data=FORM, headers={"Authorization": f"Bearer {secret}"})
    closed.post("/entrar", data={"token": secret}, headers=SAME_ORIGIN)
    by_session = closed.post(PATH, data=FORM, headers=SAME_ORIGIN)
    for answer in (by_token, by_session):
        assert (answer.status_code, answer.json()["code"]) == (403, "tokens_need_person")


def test_nobody_makes_a_token_where_access_is_open(api: httpx.Client) -> None:
    assert api.post(PATH, data=FORM).json()["code"] == "tokens_need_person"


def test_the_secret_is_shown_once_and_stored_nowhere(
    closed: httpx.Client,
    tokens: Tokens,
    bearer: Callable[[Scope], dict[str, str]],
    world: World,
) -> None:
    secret = tokens.create("ERP", Scope.READ, 1).secret.text
    listed = closed.get(PATH, headers=bearer(Scope.ADMIN))
    assert "ERP" in listed.text
    assert secret not in listed.text
    assert secret not in str(world.all("select * from access_tokens"))


def test_the_last_use_is_noted(
    closed: httpx.Client, tokens: Tokens, bearer: Callable[[Scope], dict[str, str]]
) -> None:
    made = tokens.create("ERP", Scope.READ, 1)
    closed.get("/api/v1/imports", headers={"Authorization": f"Bearer {made.secret.text}"})
    items = closed.get(PATH, headers=bearer(Scope.ADMIN)).json()["items"]
    (found,) = [each for each in items if each["id"] == str(made.token.id)]
    assert found["last_used_at"] is not None


def test_a_revoked_token_stays_in_the_list(
    closed: httpx.Client, tokens: Tokens, bearer: Callable[[Scope], dict[str, str]]
) -> None:
    made = tokens.create("ERP", Scope.READ, 1)
    headers = bearer(Scope.ADMIN)
    assert closed.delete(f"{PATH}/{made.token.id}", headers=headers).json()["revoked_at"]
    items = closed.get(PATH, headers=headers).json()["items"]
    assert [each["revoked_at"] is not None for each in items if each["id"] == str(made.token.id)]


def test_the_page_makes_a_token_and_shows_it_once(
    closed: httpx.Client, signed_in: Callable[[Caller], dict[str, str]]
) -> None:
    headers = signed_in(PERSON) | SAME_ORIGIN | {"Accept": "text/html"}
    made = closed.post("/acessos", data=FORM, headers=headers)
    assert made.status_code == 200
    assert "vp_" in made.text.partition("Copie o token agora")[2]
    again = closed.get("/acessos", headers=headers)
    assert "ERP" in again.text
    assert "Copie o token agora" not in again.text


def test_the_page_says_what_is_wrong_with_a_new_token(
    closed: httpx.Client, signed_in: Callable[[Caller], dict[str, str]]
) -> None:
    headers = signed_in(PERSON) | SAME_ORIGIN | {"Accept": "text/html"}
    answer = closed.post("/acessos", data={"name": " ", "days": "0"}, headers=headers)
    assert answer.status_code == 422
    assert "Escreva um nome de até 100 caracteres" in answer.text
    assert "de 1 a 3.650" in answer.text
