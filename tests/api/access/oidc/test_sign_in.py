"""Signing in with the company's account: every answer that does not fit leaves the door closed."""

import base64
import hashlib
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.api.access.conftest import SAME_ORIGIN
from tests.issuer import CLIENT, Issuer

PAGE = {"Accept": "text/html"}
BACK = "/veiculos?placa=ABC1D23"


def begin(company: httpx.Client, back: str = BACK) -> dict[str, str]:
    """Follow the button; return what the provider is asked."""
    answer = company.get("/entrar/oidc", params={"voltar": back}, headers=PAGE)
    assert answer.status_code == 303, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def come_back(company: httpx.Client, **params: str) -> httpx.Response:
    """Follow the provider's redirect, as a browser does: from another site."""
    headers = PAGE | {"Sec-Fetch-Site": "cross-site"}
    return company.get("/entrar/oidc/retorno", params=params, headers=headers)


def sign_in(company: httpx.Client, issuer: Issuer, **others: object) -> httpx.Response:
    """Sign in with an ID token that is right but for some claims."""
    asked = begin(company)
    nonce = {"nonce": asked["nonce"]}
    issuer.tokens = {"id_token": issuer.token(issuer.claims(**(nonce | others)))}
    return come_back(company, state=asked["state"], code="good")


def is_closed(company: httpx.Client) -> bool:
    return company.get("/api/v1/imports").status_code == 401


def test_the_way_in_is_shown_and_leads_to_the_provider(
    company: httpx.Client, issuer: Issuer
) -> None:
    form = company.get("/entrar", params={"voltar": BACK}, headers=PAGE).text
    assert "Entrar com a conta da empresa" in form
    answer = company.get("/entrar/oidc", headers=PAGE | {"X-Forwarded-Host": "evil.example"})
    assert answer.headers["location"].startswith(f"{issuer.url}/authorize?")
    asked = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    assert asked["redirect_uri"] == f"{str(company.base_url).rstrip('/')}/entrar/oidc/retorno"
    assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
    assert (asked["code_challenge_method"], asked["scope"]) == ("S256", "openid profile email")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_who_comes_back_is_signed_in_and_where_they_wanted_to_go(
    company: httpx.Client, issuer: Issuer
) -> None:
    asked = begin(company)
    issuer.tokens = {"id_token": issuer.token(issuer.claims(nonce=asked["nonce"]))}
    answer = come_back(company, state=asked["state"], code="good")
    assert (answer.status_code, answer.headers["location"]) == (303, BACK)
    assert "Você entrou como Ana" in company.get("/veiculos", headers=PAGE).text
    # Proof that it is us who asked: the code is of no use to anybody else.
    form = issuer.forms[-1]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
    assert challenge.rstrip(b"=").decode() == asked["code_challenge"]
    assert (form["grant_type"], form["code"]) == ("authorization_code", "good")
    assert company.post("/sair", headers=PAGE | SAME_ORIGIN).status_code == 303
    assert is_closed(company)


@pytest.mark.parametrize(
    "others",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"at_hash": "another"},
    ],
    ids=str,
)
def test_an_id_token_that_does_not_fit_signs_nobody_in(
    company: httpx.Client, issuer: Issuer, others: dict[str, object]
) -> None:
    issuer.tokens["access_token"] = "x"
    asked = begin(company)
    claims = issuer.claims(**({"nonce": asked["nonce"]} | others))
    issuer.tokens = {"id_token": issuer.token(claims), "access_token": "x"}
    answer = come_back(company, state=asked["state"], code="good")
    assert answer.status_code == 401
    assert "não confirmou quem você é" in answer.text
    assert is_closed(company)


def test_an_id_token_of_a_foreign_key_signs_nobody_in(
    company: httpx.Client, issuer: Issuer
) -> None:
    asked = begin(company)
    issuer.tokens = {"id_token": issuer.token(issuer.claims(nonce=asked["nonce"]), "two")}
    assert come_back(company, state=asked["state"], code="good").status_code == 401
    assert is_closed(company)


def test_without_a_group_a_page_says_which_ones_would_do(
    company: httpx.Client, issuer: Issuer
) -> None:
    answer = sign_in(company, issuer, groups=["compras"])
    assert answer.status_code == 403
    assert "frota, ti" in answer.text
    assert is_closed(company)


def test_another_state_and_another_browser_are_refused(
    company: httpx.Client, issuer: Issuer
) -> None:
    asked = begin(company)
    issuer.tokens = {"id_token": issuer.token(issuer.claims(nonce=asked["nonce"]))}
    assert come_back(company, state="another", code="good").status_code == 401
    # One answer to a sign-in, right or wrong: it has to be begun again.
    answer = come_back(company, state=asked["state"], code="good")
    assert (answer.status_code, "comece de novo" in answer.text) == (401, True)
    begin(company)
    company.cookies.set("sign-in", "e30.a.b")
    assert come_back(company, state="x", code="good").status_code == 401
    assert issuer.forms == []
    assert is_closed(company)


def test_an_answer_comes_in_only_once(company: httpx.Client, issuer: Issuer) -> None:
    asked = begin(company)
    issuer.tokens = {"id_token": issuer.token(issuer.claims(nonce=asked["nonce"]))}
    assert come_back(company, state=asked["state"], code="good").status_code == 303
    company.post("/sair", headers=PAGE | SAME_ORIGIN)
    assert come_back(company, state=asked["state"], code="good").status_code == 401
    assert is_closed(company)


def test_what_the_provider_says_instead_of_a_code_is_not_shown(company: httpx.Client) -> None:
    asked = begin(company)
    answer = come_back(
        company, state=asked["state"], error="access_denied", error_description="<b>"
    )
    assert answer.status_code == 401
    assert "<b>" not in answer.text


@pytest.mark.parametrize(("status", "shown"), [(400, 401), (401, 401), (500, 503), (302, 401)])
def test_a_code_that_is_not_taken_signs_nobody_in(
    company: httpx.Client, issuer: Issuer, status: int, shown: int
) -> None:
    asked = begin(company)
    issuer.status, issuer.tokens = status, {"error": "invalid_grant"}
    answer = come_back(company, state=asked["state"], code="wrong")
    assert answer.status_code == shown
    assert 'role="alert"' in answer.text
    assert is_closed(company)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_it_leads_to_no_other_site(company: httpx.Client, issuer: Issuer, back: str) -> None:
    asked = begin(company, back)
    issuer.tokens = {"id_token": issuer.token(issuer.claims(nonce=asked["nonce"]))}
    assert come_back(company, state=asked["state"], code="good").headers["location"] == "/"


def test_where_there_is_no_provider_there_is_no_such_way(closed: httpx.Client) -> None:
    assert closed.get("/entrar/oidc", headers=PAGE).status_code == 404
    assert closed.get("/entrar/oidc/retorno", headers=PAGE).status_code in (401, 404)
    assert "conta da empresa" not in closed.get("/entrar", headers=PAGE).text
