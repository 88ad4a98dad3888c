"""Signing in at the console, and what ends a session."""

from collections.abc import Callable

import httpx
import psycopg

from tests.api.access.conftest import PERSON, SAME_ORIGIN
from tests.api.serving import Serve, client
from tests.api.world import World
from vehicle_pipeline.access_contracts import Caller, Scope
from vehicle_pipeline.adapters.access.tokens import Tokens
from vehicle_pipeline.settings import Settings

PAGE = {"Accept": "text/html"}


def sign_in(http: httpx.Client, secret: str, back: str = "/veiculos") -> httpx.Response:
    """Send the form of the page."""
    form = {"token": secret, "voltar": back}
    return http.post("/entrar", data=form, headers=PAGE | SAME_ORIGIN)


def test_a_page_leads_to_the_form_and_back(closed: httpx.Client, tokens: Tokens) -> None:
    answer = closed.get("/veiculos?placa=ABC1D23", headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/entrar?voltar=/veiculos%3Fplaca%3DABC1D23",
    )
    form = closed.get(answer.headers["location"], headers=PAGE)
    assert 'value="/veiculos?placa=ABC1D23"' in form.text

    signed = sign_in(closed, tokens.create("Ana", Scope.READ, 1).secret.text)
    assert (signed.status_code, signed.headers["location"]) == (303, "/veiculos")
    shown = closed.get("/veiculos", headers=PAGE)
    assert shown.status_code == 200
    assert "Você entrou como Ana" in shown.text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    closed: httpx.Client, tokens: Tokens
) -> None:
    cookie = sign_in(closed, tokens.create("Ana", Scope.READ, 1).secret.text).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_behind_tls_the_cookie_goes_over_tls_only(
    start: Serve, closed_settings: Settings, tokens: Tokens
) -> None:
    public = Settings(public_url="https://frota.example.com", database_url="x").public_url
    settings = closed_settings.model_copy(update={"public_url": public})
    with client(start(settings)) as http:
        secret = tokens.create("Ana", Scope.READ, 1).secret.text
        cookie = sign_in(http, secret).headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie


def test_over_tls_a_cookie_that_another_host_may_have_set_is_none(
    start: Serve, closed_settings: Settings, signed_in: Callable[[Caller], dict[str, str]]
) -> None:
    public = Settings(public_url="https://frota.example.com", database_url="x").public_url
    plain = signed_in(PERSON)["Cookie"]
    with client(start(closed_settings.model_copy(update={"public_url": public}))) as http:
        for cookie, status in ((plain, 401), (f"__Host-{plain}", 200)):
            assert http.get("/api/v1/imports", headers={"Cookie": cookie}).status_code == status


def test_a_wrong_token_shows_the_form_again(closed: httpx.Client) -> None:
    answer = sign_in(closed, "vp_wrong")
    assert answer.status_code == 401
    assert "O token não existe" in answer.text
    assert "set-cookie" not in answer.headers
    assert "vp_wrong" not in answer.text


def test_the_form_leads_to_no_other_site(closed: httpx.Client, tokens: Tokens) -> None:
    secret = tokens.create("Ana", Scope.READ, 1).secret.text
    for back in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"):
        assert sign_in(closed, secret, back).headers["location"] == "/"


def test_each_sign_in_has_a_new_secret_and_ends_the_former_one(
    closed: httpx.Client, tokens: Tokens
) -> None:
    secret = tokens.create("Ana", Scope.READ, 1).secret.text
    sign_in(closed, secret)
    first = closed.cookies["session"]
    sign_in(closed, secret)
    second = closed.cookies["session"]
    assert first != second
    closed.cookies.clear()
    answer = closed.get("/api/v1/imports", headers={"Cookie": f"session={first}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "session_over")


def test_signing_out_ends_the_session_in_every_browser(
    closed: httpx.Client, signed_in: Callable[[Caller], dict[str, str]]
) -> None:
    here, elsewhere = signed_in(PERSON), signed_in(PERSON)
    other = signed_in(PERSON.model_copy(update={"id": "rui@empresa"}))
    answer = closed.post("/sair", headers=here | SAME_ORIGIN | PAGE)
    assert answer.status_code == 303
    for cookie, status in ((here, 401), (elsewhere, 401), (other, 200)):
        assert closed.get("/api/v1/imports", headers=cookie).status_code == status


def test_a_session_ends_with_its_token(closed: httpx.Client, tokens: Tokens) -> None:
    made = tokens.create("Ana", Scope.READ, 1)
    sign_in(closed, made.secret.text)
    assert closed.get("/api/v1/imports").status_code == 200
    tokens.revoke(made.token.id)
    assert closed.get("/api/v1/imports").status_code == 401


def test_a_session_ends_when_its_time_is_over(
    closed: httpx.Client,
    signed_in: Callable[[Caller], dict[str, str]],
    settings: Settings,
) -> None:
    cookie = signed_in(PERSON)
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute("update access_sessions set expires_at = now() - interval '1 second'")
    assert closed.get("/api/v1/imports", headers=cookie).status_code == 401


def test_who_may_only_read_is_offered_no_button_that_is_refused(
    closed: httpx.Client, signed_in: Callable[[Caller], dict[str, str]], world: World
) -> None:
    job_id = world.add_import()
    for scope, is_offered in ((Scope.READ, False), (Scope.IMPORT, True)):
        cookie = signed_in(PERSON.model_copy(update={"scope": scope, "id": scope.value}))
        page = closed.get(f"/importacoes/{job_id}", headers=cookie | PAGE)
        assert (f"/importacoes/{job_id}/cancelar" in page.text) is is_offered


def test_an_open_api_asks_nobody(api: httpx.Client) -> None:
    assert api.get("/entrar", headers=PAGE).headers["location"] == "/"
    assert api.get("/veiculos", headers=PAGE).status_code == 200
